# raise_error: whether a block raises an exception, of a class, with a message.
module Cincture
  module Matchers
    class RaiseError < Base
      def initialize(expected, message, block)
        super()
        by_text = expected.nil? || expected.is_a?(String)
        @class = by_text ? Exception : expected
        @message = expected.is_a?(String) ? expected : message
        @block = block
      end

      def with_message(message)
        unless @message.nil?
          raise '`expect { }.to raise_error(message).with_message(message)` is not valid. ' \
                'The matcher only allows the expected message to be specified once'
        end
        @message = message
        self
      end

      def matches?(actual)
        found = raised?(actual)
        @block.call(@error) if found && @block
        found
      end

      def does_not_match?(actual)
        specific = @class != Exception || !@message.nil?
        Host.warning('`not_to raise_error` with a class or a message holds for any other error, too') if specific
        !raised?(actual) && actual.is_a?(Proc)
      end

      def supports_block_expectations?
        true
      end

      def description
        'raise ' + wanted
      end

      def failure_message
        "expected #{wanted}#{given}"
      end

      def failure_message_when_negated
        "expected no #{wanted}#{given}"
      end

      private

      def raised?(actual)
        @given = actual
        @error = nil
        return false unless actual.is_a?(Proc)
        begin
          actual.call
          return false
        rescue Exception => e
          @error = e
        end
        fits = Matchers.values_match?(@class, @error) || Matchers.values_match?(@class, @error.message)
        fits && (@message.nil? || Matchers.values_match?(@message, @error.message.to_s))
      end

      def wanted
        return "#{@class} with message matching #{Text.format(@message)}" if @message.is_a?(Regexp)
        return "#{@class} with #{Text.format(@message)}" unless @message.nil?
        Matchers.matcher?(@class) ? "Exception with #{Text.format(@class)}" : Text.format(@class)
      end

      # RSpec goes on with the backtrace, whose lines are those of its own machine.
      def given
        return ' but was not given a block' unless @given.is_a?(Proc)
        @error ? ", got #<#{@error.class}: #{@error.message}>" : ' but nothing was raised'
      end
    end

    def raise_error(expected = nil, message = nil, &block)
      RaiseError.new(expected, message, block)
    end

    alias raise_exception raise_error
  end
end
