# csv: the rows of a table, by the names in its first line, or as arrays.
module Cincture
  module Resources
    class CsvConfig < JsonConfig
      name 'csv'
      supports platform: 'unix'
      desc 'CSV in a file, from a command, or in a text.'

      def initialize(source = nil, headers = true, **options)
        @headers = headers
        @source = options.empty? ? source : options
        super(@source)
      end

      def parse(content)
        rows = CsvText.new(content).rows.map { |row| row.map { |field| CsvText.value(field) } }
        @headers ? by_header(rows) : rows
      rescue StandardError => e
        cannot_parse(e)
      end

      # The column of this name; without a header all rows.
      def value(keys)
        @headers ? params.map { |row| row[keys.first.to_s] }.compact : params
      end

      def resource_id
        @source || 'csv'
      end

      private

      def resource_base_name
        'CSV'
      end

      # Of two columns with one name the first counts.
      def by_header(rows)
        header = (rows[0] || []).map { |name| name.nil? ? nil : name.to_s }
        (rows[1..-1] || []).map do |row|
          found = {}
          [header.length, row.length].max.times { |i| found[header[i]] = row[i] unless found.key?(header[i]) }
          found
        end
      end
    end

    # Fields between commas, as RFC 4180 and Ruby's library have it.
    class CsvText
      DATE = /\A(?:(\w+,?\s+)?\w+\s+\d{1,2},?\s+\d{2,4}|\d{4}-\d{2}-\d{2})\z/
      TIME = /\A(?:(\w+,?\s+)?\w+\s+\d{1,2}\s+\d{1,2}:\d{1,2}:\d{1,2},?\s+\d{2,4}|\d{4}-\d{2}-\d{2}(?:[T\s]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?(?:[+-]\d{2}(?::\d{2})|\s(?:UTC|GMT)|Z)?)?)?)\z/

      # A number or time where the field is one; nil where it is empty.
      def self.value(field)
        return nil if field.nil? || field.empty?
        return DateTime.parse(field) if field =~ DATE || field =~ TIME
        number(field) || field
      end

      def self.number(field)
        Integer(field)
      rescue ArgumentError
        begin
          Float(field)
        rescue ArgumentError
          nil
        end
      end

      def initialize(text)
        @text = text.to_s.scrub
        @line = 1
      end

      # A line without anything is a row without fields.
      def rows
        lines = @text.split(separator, -1)
        lines.pop if lines[-1] == ''
        found = []
        until lines.empty?
          line = lines.shift
          line += separator + lines.shift while line.count('"').odd? && !lines.empty?
          raise ArgumentError, "Unclosed quoted field in line #{@line}." if line.count('"').odd?
          found << fields(line)
          @line += 1
        end
        found
      end

      private

      def separator
        @separator ||= @text[/\r\n|\n|\r/] || "\n"
      end

      def fields(line)
        return [] if line.empty?
        parts = line.split(',', -1)
        found = []
        until parts.empty?
          part = parts.shift
          part += ',' + parts.shift while part.start_with?('"') && part.count('"').odd? && !parts.empty?
          found << field(part)
        end
        found
      end

      def field(part)
        return part.empty? ? nil : part unless part.include?('"')
        whole = part.length > 1 && part.start_with?('"') && part.end_with?('"')
        inner = whole ? part[1..-2].split('""', -1).join("\0") : part
        raise ArgumentError, "#{fault(part)} in line #{@line}." if inner.include?('"')
        inner.tr("\0", '"')
      end

      def fault(part)
        part.start_with?('"') ? "Any value after quoted field isn't allowed" : 'Illegal quoting'
      end
    end
  end
end
