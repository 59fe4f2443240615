# What a query of postgres_session or mysql_session gives: the text that the client printed.
module Cincture
  module Resources
    class SqlLines
      attr_reader :output, :exit_status

      def initialize(text, description, exit_status)
        @output = text
        @description = description
        @exit_status = exit_status
      end

      alias stdout output
      alias stderr output

      def lines
        output.split("\n")
      end

      def to_s
        @description
      end
    end
  end
end
