# What a query of oracledb_session or mssql_session gives: rows, whose columns are found by name.
module Cincture
  module Resources
    class SqlResult
      attr_reader :rows, :error

      def initialize(rows)
        @rows = rows
      end

      def empty?
        @rows.empty?
      end

      # One that failed has raised.
      def successful?
        true
      end

      def row(number)
        SqlRow.new(@rows[number])
      end

      def column(name)
        @rows.map { |row| row[name] }
      end

      def size
        @rows.length
      end

      def to_s
        'SQL ResultSet'
      end

      alias inspect to_s
    end

    class SqlRow
      def initialize(row)
        @row = row
      end

      def column(name)
        SqlColumn.new(@row, name)
      end

      def to_s
        'SQL Row'
      end
    end

    class SqlColumn
      def initialize(row, name)
        @row = row
        @name = name
      end

      # Empty text where there is no such row.
      def value
        @row.nil? ? '' : @row[@name.downcase]
      end

      def to_s
        'SQL Column'
      end
    end
  end
end
