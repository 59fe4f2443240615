# be with an operator, be_nil, be_truthy, be_falsey.
module Cincture
  module Matchers
    # Without an operator: anything but nil and false.
    class Be < Base
      phrase 'be'

      def matches?(actual)
        @actual = actual
        !!actual
      end

      def failure_message
        'expected ' + Text.format(@actual) + ' to evaluate to true'
      end

      def failure_message_when_negated
        'expected ' + Text.format(@actual) + ' to evaluate to false'
      end

      [:==, :<, :<=, :>=, :>, :===, :=~].each do |operator|
        define_method(operator) { |operand| BeCompared.new(operand, operator) }
      end
    end

    # `be >= 5`. What cannot be compared does not match, negated or not.
    class BeCompared < Base
      def initialize(operand, operator)
        super(operand)
        @operator = operator
      end

      def matches?(actual)
        !!compare(actual)
      rescue ArgumentError, NoMethodError
        false
      end

      def does_not_match?(actual)
        !compare(actual)
      rescue ArgumentError, NoMethodError
        false
      end

      def description
        'be ' + @operator.to_s + ' ' + Text.words(@expected)
      end

      def failure_message
        blank = ' ' * @operator.to_s.length
        "expected: #{@operator} #{Text.format(@expected)}\n     got: #{blank} #{Text.format(@actual)}"
      end

      def failure_message_when_negated
        text = "`expect(#{Text.format(@actual)}).not_to be #{@operator} #{Text.format(@expected)}`"
        [:<, :>, :<=, :>=].include?(@operator) ? text + ' not only FAILED, it is a bit confusing.' : text
      end

      private

      def compare(actual)
        @actual = actual
        actual.send(@operator, @expected)
      end
    end

    class BeTruthy < Base
      phrase 'be truthy'

      def match(_, actual)
        !!actual
      end

      def failure_message
        "expected: truthy value\n     got: " + Text.format(@actual)
      end

      def failure_message_when_negated
        "expected: falsey value\n     got: " + Text.format(@actual)
      end
    end

    class BeFalsey < Base
      phrase 'be falsey'

      def match(_, actual)
        !actual
      end

      def failure_message
        "expected: falsey value\n     got: " + Text.format(@actual)
      end

      def failure_message_when_negated
        "expected: truthy value\n     got: " + Text.format(@actual)
      end
    end

    class BeNil < Base
      phrase 'be nil'

      # By a send: the VM does not call a `nil?` that somebody defined when it is written as a call.
      def match(_, actual)
        !!actual.send(:nil?)
      end

      def failure_message
        "expected: nil\n     got: " + Text.format(@actual)
      end

      def failure_message_when_negated
        "expected: not nil\n     got: nil"
      end
    end

    def be(*expected)
      expected.empty? ? Be.new : equal(*expected)
    end

    def be_truthy
      BeTruthy.new
    end

    def be_falsey
      BeFalsey.new
    end

    def be_nil
      BeNil.new
    end

    alias_matcher :a_value, :be
    alias_matcher :a_truthy_value, :be_truthy
    alias_matcher :be_falsy, :be_falsey
    alias_matcher :a_falsey_value, :be_falsey
    alias_matcher :a_falsy_value, :be_falsey
    alias_matcher :a_nil_value, :be_nil
  end
end
