# change: whether a value is another one after a block has run.
module Cincture
  module Matchers
    # A value that is looked at before and after. RSpec names a block by its text, which the VM does not keep; where it has
    # none itself, it says "result".
    class Watched
      attr_reader :before, :after, :before_text

      def initialize(receiver, message, block)
        if receiver && !message
          raise ArgumentError, '`change` requires either an object and message (`change(obj, :msg)`) or a block ' \
                               '(`change { }`). You passed an object but no message.'
        end
        @receiver = receiver
        @message = message
        @block = block
      end

      def run(event)
        @before = value
        @before_text = Text.format(@before)
        return false unless event.is_a?(Proc)
        event.call
        @after = value
        @changed = @before_text != Text.format(@after) || @before != @after
        true
      end

      def changed?
        @changed
      end

      def delta
        @after - @before
      end

      def to_s
        return 'result' unless @message
        @receiver.is_a?(Module) ? "`#{@receiver}.#{@message}`" : "`#{@receiver.class}##{@message}`"
      end

      private

      # A copy, as the value itself may be what changes.
      def value
        found = @message ? @receiver.send(@message) : @block.call
        found.is_a?(String) || found.is_a?(Array) || found.is_a?(Hash) ? found.dup : found
      end
    end

    class Change < Base
      NOTHING = Object.new

      def initialize(watched)
        super()
        @watched = watched
        @from = NOTHING
        @to = NOTHING
        @words = ''
      end

      def from(value)
        @from = value
        @words += ' from ' + Text.format(value)
        self
      end

      def to(value)
        @to = value
        @words += ' to ' + Text.format(value)
        self
      end

      def by(delta)
        ChangeBy.new(@watched, 'by', delta) { |found| Matchers.values_match?(delta, found) }
      end

      def by_at_least(delta)
        ChangeBy.new(@watched, 'by at least', delta) { |found| found >= delta }
      end

      def by_at_most(delta)
        ChangeBy.new(@watched, 'by at most', delta) { |found| found <= delta }
      end

      def supports_block_expectations?
        true
      end

      def matches?(event)
        @event = event
        @watched.run(event) && @watched.changed? && from? && to?
      end

      def does_not_match?(event)
        raise NotImplementedError, '`expect { }.not_to change { }.to()` is not supported' unless NOTHING.equal?(@to)
        @event = event
        @watched.run(event) && !@watched.changed? && from?
      end

      def description
        "change #{@watched}#{@words}"
      end

      def failure_message
        return "expected #{@watched} to have changed#{@words}, but was not given a block" unless @event.is_a?(Proc)
        return "expected #{@watched} to have initially been #{Text.format(@from)}, but was #{@watched.before_text}" unless from?
        return "expected #{@watched} to have changed#{@words}, but #{unchanged}" unless @watched.changed?
        "expected #{@watched} to have changed to #{Text.format(@to)}, but is now #{Text.format(@watched.after)}"
      end

      def failure_message_when_negated
        return "expected #{@watched} to have changed#{@words}, but was not given a block" unless @event.is_a?(Proc)
        return failure_message unless from?
        "expected #{@watched} not to have changed, but did change from #{@watched.before_text} " \
          "to #{Text.format(@watched.after)}"
      end

      private

      def unchanged
        @words.empty? ? "is still #{@watched.before_text}" : 'did not change'
      end

      def from?
        NOTHING.equal?(@from) || Matchers.values_match?(@from, @watched.before)
      end

      def to?
        NOTHING.equal?(@to) || Matchers.values_match?(@to, @watched.after)
      end
    end

    # A change by a number.
    class ChangeBy < Base
      def initialize(watched, words, delta, &block)
        super()
        @watched = watched
        @words = words
        @delta = delta
        @block = block
      end

      def supports_block_expectations?
        true
      end

      def matches?(event)
        @event = event
        @watched.run(event) && @block.call(@watched.delta)
      end

      def does_not_match?(_event)
        raise NotImplementedError, "`expect { }.not_to change { }.#{@words.tr(' ', '_')}()` is not supported"
      end

      def description
        "change #{@watched} #{@words} #{Text.format(@delta)}"
      end

      def failure_message
        reason = @event.is_a?(Proc) ? "was changed by #{Text.format(@watched.delta)}" : 'was not given a block'
        "expected #{@watched} to have changed #{@words} #{Text.format(@delta)}, but #{reason}"
      end
    end

    def change(receiver = nil, message = nil, &block)
      Change.new(Watched.new(receiver, message, block))
    end
  end
end
