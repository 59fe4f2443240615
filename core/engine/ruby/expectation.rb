# expect(...).to, should, and what they leave behind for the description of an example.
module Cincture
  # Runs a matcher and raises where it does not hold. Remembers the last matcher: examples without a text are named by it.
  module Expectation
    # What the running example met last; the module itself is frozen.
    LAST = {}

    class << self
      def forget
        LAST.clear
      end

      # nil where the example ended before any matcher was met.
      def description
        LAST[:matcher] && "#{LAST[:verb]} #{describe(LAST[:matcher])}"
      end

      def positive(actual, matcher, message = nil)
        NoValue.refuse(matcher)
        refuse_stand_in(actual)
        fail!(message, matcher, false) unless matcher.matches?(actual)
        true
      ensure
        remember('is expected to', matcher)
      end

      def negative(actual, matcher, message = nil)
        NoValue.refuse(matcher)
        refuse_stand_in(actual)
        fail!(message, matcher, true) unless does_not_match?(actual, matcher)
        true
      ensure
        remember('is expected not to', matcher)
      end

      # With the difference below the message, where the matcher has one to show.
      def fail!(message, matcher, negated)
        message = message.call if message.is_a?(Proc)
        raise ExpectationNotMet, Matchers.message(matcher, negated, message)
      end

      private

      # What stands for a table without rows, because its resource was skipped or failed, says yes to every question.
      def refuse_stand_in(actual)
        raise actual.exception if actual.is_a?(FilterTable::ExceptionCatcher)
      end

      def remember(verb, matcher)
        LAST[:verb] = verb
        LAST[:matcher] = matcher
      end

      def does_not_match?(actual, matcher)
        return matcher.does_not_match?(actual) if matcher.respond_to?(:does_not_match?)

        !matcher.matches?(actual)
      end

      def describe(matcher)
        return matcher.description if matcher.respond_to?(:description)

        'When you call a matcher in an example without a String'
      end
    end
  end

  # `should == value`: an operator instead of a matcher.
  class OperatorExpectation
    def initialize(actual, negated)
      @actual = actual
      @negated = negated
    end

    %i[== === =~ > >= < <=].each do |operator|
      define_method(operator) do |expected|
        matcher = OperatorMatcher.new(operator, expected)
        if @negated
          Expectation.negative(@actual, matcher)
        else
          Expectation.positive(@actual, matcher)
        end
      end
    end
  end

  # The matcher behind OperatorExpectation.
  class OperatorMatcher
    def initialize(operator, expected)
      @operator = operator
      @expected = expected
    end

    def matches?(actual)
      @actual = actual
      !!actual.public_send(@operator, @expected)
    end

    def description
      "#{@operator} #{@expected.inspect}"
    end

    def failure_message
      return "expected: #{@expected.inspect}\n     got: #{@actual.inspect} (using #{@operator})" if comparison?

      "expected: #{@operator} #{@expected.inspect}\n     got: #{@operator.to_s.gsub(/./, ' ')} #{@actual.inspect}"
    end

    def failure_message_when_negated
      "expected not: #{@operator} #{@expected.inspect}\n         got: #{@operator.to_s.gsub(/./, ' ')} #{@actual.inspect}"
    end

    private

    def comparison?
      %i[== === =~].include?(@operator)
    end
  end

  # What `expect(value)` gives inside of an example.
  class ExpectationTarget
    def initialize(value)
      @value = value
    end

    def to(matcher = nil, message = nil)
      return OperatorExpectation.new(@value, false) if matcher.nil?

      Expectation.positive(@value, matcher, message)
    end

    def not_to(matcher = nil, message = nil)
      return OperatorExpectation.new(@value, true) if matcher.nil?

      Expectation.negative(@value, matcher, message)
    end
    alias to_not not_to
  end

  # The same for `expect { ... }`: only what judges a block by running it may stand behind it.
  class BlockExpectationTarget < ExpectationTarget
    def to(matcher, message = nil)
      check(matcher)
      super
    end

    def not_to(matcher, message = nil)
      check(matcher)
      super
    end
    alias to_not not_to

    private

    def check(matcher)
      return if matcher.respond_to?(:supports_block_expectations?) && matcher.supports_block_expectations?

      raise ExpectationNotMet,
            'You must pass an argument rather than a block to `expect` to use the provided matcher ' \
            "(#{Text.format(matcher)}), or the matcher must implement `supports_block_expectations?`."
    end
  end
end
