# have_attributes, satisfy.
module Cincture
  module Matchers
    class HaveAttributes < Base
      def match(expected, actual)
        @silent = expected.keys.reject { |k| actual.respond_to?(k) }
        return false unless @silent.empty?
        @values = {}
        expected.each_key { |k| @values[k] = actual.send(k) }
        expected.all? { |k, v| Matchers.values_match?(v, @values[k]) }
      end

      def does_not_match?(actual)
        matched = matches?(actual)
        @silent.empty? && !matched
      end

      def description
        Text.spaced('have attributes ' + Text.inspect(Matchers.surface(@expected)))
      end

      def failure_message
        silent_message || Text.spaced(super + ' but had attributes ' + Text.format(@values))
      end

      def failure_message_when_negated
        silent_message || Text.spaced(super)
      end

      def diffable?
        @silent.empty?
      end

      def actual
        @values
      end

      private

      def silent_message
        return nil if @silent.empty?
        "expected #{Text.format(@actual)} to respond to " + @silent.map { |n| Text.format(n) }.join(', ') + ' with 0 arguments'
      end
    end

    # RSpec prints the block's text here, which the VM does not keep: say what is asked in the description.
    class Satisfy < Base
      def initialize(text, &block)
        super()
        @text = text
        @block = block
      end

      def matches?(actual)
        @actual = actual
        !!@block.call(actual)
      end

      def description
        @text || 'satisfy block'
      end
    end

    def have_attributes(expected)
      HaveAttributes.new(expected)
    end

    def satisfy(text = nil, &block)
      Satisfy.new(text, &block)
    end

    alias_matcher :an_object_having_attributes, :have_attributes
    alias_matcher :having_attributes, :have_attributes
    alias_matcher :an_object_satisfying, :satisfy
    alias_matcher :satisfying, :satisfy
  end
end
