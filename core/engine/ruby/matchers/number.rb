# be_between, be_within.
module Cincture
  module Matchers
    class BeBetween < Base
      def initialize(min, max)
        super()
        @min = min
        @max = max
        inclusive
      end

      def inclusive
        @lower = :>=
        @upper = :<=
        @mode = 'inclusive'
        self
      end

      def exclusive
        @lower = :>
        @upper = :<
        @mode = 'exclusive'
        self
      end

      def matches?(actual)
        @actual = actual
        comparable? && !!(actual.send(@lower, @min) && actual.send(@upper, @max))
      rescue ArgumentError
        false
      end

      def description
        "be between #{Text.format(@min)} and #{Text.format(@max)} (#{@mode})"
      end

      def failure_message
        super + (comparable? ? '' : ", but it does not respond to `#{@upper}` and `#{@lower}`")
      end

      private

      def comparable?
        @actual.respond_to?(@lower) && @actual.respond_to?(@upper)
      end
    end

    class BeWithin < Base
      def initialize(delta)
        super()
        @delta = delta
      end

      def of(expected)
        @expected = expected
        @tolerance = @delta
        @unit = ''
        self
      end

      def percent_of(expected)
        @expected = expected
        @tolerance = expected.abs * @delta / 100.0
        @unit = '%'
        self
      end

      def matches?(actual)
        @actual = actual
        unless @unit
          raise ArgumentError, "You must set an expected value using #of: be_within(#{@delta}).of(expected_value)"
        end
        actual.respond_to?(:-) && (actual - @expected).abs <= @tolerance
      end

      def description
        "be within #{@delta}#{@unit} of #{Text.format(@expected)}"
      end

      def failure_message
        super + (@actual.respond_to?(:-) ? '' : ', but it could not be treated as a numeric value')
      end
    end

    def be_between(min, max)
      BeBetween.new(min, max)
    end

    def be_within(delta)
      BeWithin.new(delta)
    end

    alias_matcher :a_value_between, :be_between
    alias_matcher :a_value_within, :be_within
    alias_matcher :within, :be_within
  end
end
