# eq, eql, equal.
module Cincture
  module Matchers
    # ==
    class Eq < Base
      phrase 'eq'

      def match(expected, actual)
        actual == expected
      end

      def description
        'eq ' + Text.format(@expected)
      end

      def failure_message
        compared('expected: ' + Text.format(@expected))
      end

      def failure_message_when_negated
        compared('expected: value != ' + Text.format(@expected))
      end

      def diffable?
        true
      end

      private

      def compared(head)
        "\n" + head + "\n     got: " + Text.format(@actual) + "\n\n(compared using " + operator + ")\n"
      end

      def operator
        '=='
      end
    end

    # eql?: no conversion between kinds of numbers.
    class Eql < Eq
      phrase 'eql'

      def match(expected, actual)
        actual.eql?(expected)
      end

      def description
        'eql' + Text.list(@expected)
      end

      private

      def operator
        'eql?'
      end
    end

    # The same object.
    class Equal < Base
      phrase 'equal'

      def match(expected, actual)
        actual.equal?(expected)
      end

      def failure_message
        return simple_message if literal?(@expected)
        "\nexpected " + identity(@expected) + "\n     got " + identity(@actual) +
          "\n\nCompared using equal?, which compares object identity,\n" \
          "but expected and actual are not the same object. Use\n" \
          "`expect(actual).to eq(expected)` if you don't care about\n" \
          "object identity in this example.\n\n"
      end

      def failure_message_when_negated
        "\nexpected not " + identity(@actual) + "\n         got " + identity(@expected) +
          "\n\nCompared using equal?, which compares object identity.\n\n"
      end

      def diffable?
        !literal?(@expected)
      end

      private

      def simple_message
        got = literal?(@actual) ? Text.format(@actual) : identity(@actual)
        "\nexpected " + Text.format(@expected) + "\n     got " + got + "\n"
      end

      def literal?(value)
        value.equal?(true) || value.equal?(false) || value.equal?(nil)
      end

      def identity(value)
        '#<' + value.class.to_s + ':' + value.object_id.to_s + '> => ' + Text.format(value)
      end
    end

    def eq(expected)
      Eq.new(expected)
    end

    def eql(expected)
      Eql.new(expected)
    end

    def equal(expected)
      Equal.new(expected)
    end

    alias_matcher :an_object_eq_to, :eq
    alias_matcher :eq_to, :eq
    alias_matcher :an_object_eql_to, :eql
    alias_matcher :eql_to, :eql
    alias_matcher :an_object_equal_to, :equal
    alias_matcher :equal_to, :equal
  end
end
