# matcher.and(other), matcher.or(other).
module Cincture
  module Matchers
    class Compound < Base
      attr_reader :first, :second

      def initialize(first, second)
        super()
        @first = first
        @second = second
        return unless [first, second].any? { |m| m.respond_to?(:supports_block_expectations?) && m.supports_block_expectations? }
        raise Gap, '`and` and `or` of matchers for blocks'
      end

      def matches?(actual)
        @actual = actual
        @first_matches = @first.matches?(actual)
        @second_matches = @second.matches?(actual)
        combined
      end

      def does_not_match?(_actual)
        raise NotImplementedError, "`expect(...).not_to matcher.#{word} matcher` is not supported, since it creates a " \
          'bit of an ambiguity. Instead, define negated versions of whatever matchers you wish to negate with ' \
          "`RSpec::Matchers.define_negated_matcher` and use `expect(...).to matcher.#{word} matcher`."
      end

      def description
        @first.description + ' ' + word + ' ' + @second.description
      end

      def diffable?
        failed.any? { |m| m.respond_to?(:diffable?) && m.diffable? }
      end

      def differences
        failing_leaves.map do |m|
          diff = Diff.of(@actual, m.expected)
          diff.empty? ? nil : 'Diff for (' + label(m) + '):' + diff
        end.compact
      end

      def failing_leaves
        failed.select { |m| m.respond_to?(:diffable?) && m.diffable? }.map { |m|
          m.is_a?(Compound) ? m.failing_leaves : [m]
        }.flatten
      end

      private

      def failed
        found = []
        found << @first unless @first_matches
        found << @second unless @second_matches
        found
      end

      def label(matcher)
        text = Text.format(matcher)
        text.length <= 65 ? text : text[0, 62] + '...'
      end

      def both_messages
        indented(@first.failure_message.sub(/\n+\z/, '')) + "\n\n..." + word + ":\n\n" +
          indented(@second.failure_message.sub(/\A\n+/, ''))
      end

      def indented(text)
        text.lines.map { |line| line.strip.empty? ? line : '   ' + line }.join
      end
    end

    class And < Compound
      def failure_message
        return @second.failure_message if @first_matches
        return @first.failure_message if @second_matches
        both_messages
      end

      private

      def combined
        @first_matches && @second_matches
      end

      def word
        'and'
      end
    end

    class Or < Compound
      def failure_message
        both_messages
      end

      private

      def combined
        @first_matches || @second_matches
      end

      def word
        'or'
      end
    end
  end
end
