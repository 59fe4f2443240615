# cmp: InSpec's tolerant comparison. Case does not matter, numbers may be text, versions and file modes are understood.
module Cincture
  module Matchers
    class Cmp < Base
      def initialize(expected = nil)
        super
        @operation = :==
      end

      [:==, :!=, :<, :<=, :>=, :>, :===, :=~].each do |operation|
        define_method(operation) do |expected|
          @operation = operation
          @expected = expected
          self
        end
      end

      def matches?(actual)
        @actual = actual
        return actual === @expected if @operation == :===
        actual = actual[0] if actual.is_a?(Array) && !@expected.is_a?(Array) && actual.length == 1
        !!compare(actual, @expected)
      end

      def description
        "cmp #{@operation} #{Text.inspect(@expected)}"
      end

      def failure_message
        text(@operation == :== ? 'expected: ' + Text.shown(@expected) : wanted(''))
      end

      def failure_message_when_negated
        text(wanted('not '))
      end

      private

      def wanted(negation)
        "expected it #{negation}to be #{@operation} #{Text.inspect(@expected)}"
      end

      def text(head)
        "\n#{head}\n     got: #{got}\n\n(compared using `cmp` matcher)\n"
      end

      # A file mode is shown as one, where one was expected.
      def got
        return Text.shown(@actual) if @actual.nil? || !octal?(@expected)
        value = @actual.is_a?(Array) ? @actual[0] : @actual
        '0' + number(value).to_s(8)
      end

      def number(value)
        return value.to_i if value.is_a?(Numeric)
        raise TypeError, "can't convert #{value.class} into Integer" unless value.is_a?(String)
        begin
          Integer(value)
        rescue ArgumentError
          raise ArgumentError, 'invalid value for Integer(): ' + Text.inspect(value)
        end
      end

      # The order of these rules is InSpec's.
      def compare(actual, expected)
        if expected.is_a?(String) && actual.is_a?(String)
          return compare_strings(actual, expected)
        elsif expected.is_a?(Regexp) && (actual.is_a?(String) || actual.is_a?(Integer))
          return !actual.to_s.match(expected).nil?
        elsif actual.is_a?(Integer) && expected.is_a?(String) && integer?(expected)
          return apply(actual, expected.to_i)
        elsif (actual == true || actual == false) && expected.is_a?(String) && boolean?(expected)
          return apply(actual, expected.casecmp('true') == 0)
        elsif boolean?(expected) && ['true', 'false'].include?(actual)
          return apply(actual, expected.to_s)
        elsif expected.is_a?(Integer) && actual.is_a?(String) && integer?(actual)
          return apply(actual.to_i, expected)
        elsif expected.is_a?(Float) && float?(actual)
          return apply(actual.to_f, expected)
        elsif actual.is_a?(Symbol) && expected.is_a?(String)
          return compare(actual.to_s, expected)
        elsif octal?(expected) && actual.is_a?(Integer)
          return apply(actual, expected.to_i(8))
        end
        apply(actual, expected)
      rescue NameError, ArgumentError
        false
      end

      def compare_strings(actual, expected)
        return actual.casecmp(expected) == 0 if @operation == :==
        if Version.correct?(expected) && Version.correct?(actual)
          return apply(Version.new(actual), Version.new(expected))
        end
        apply(actual, expected)
      end

      def apply(actual, expected)
        actual.send(@operation, expected)
      end

      def integer?(text)
        text.valid_encoding? && !(text =~ /\A-?0+\n?\z|\A-?[1-9]\d*\n?\z/).nil?
      end

      def float?(value)
        Float(value)
        true
      rescue ArgumentError, TypeError
        false
      end

      def octal?(value)
        value.is_a?(String) && value.valid_encoding? && !(value =~ /\A0+[0-7]+\n?\z/).nil?
      end

      def boolean?(value)
        return value == true || value == false unless value.respond_to?(:downcase)
        ['true', 'false'].include?(value.downcase)
      end
    end

    def cmp(expected = nil)
      Cmp.new(expected)
    end
  end
end
