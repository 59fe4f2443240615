# include, with counts.
module Cincture
  module Matchers
    # How often something is to be found: once, twice, exactly(3).times, at_least, at_most.
    module Counted
      NAMES = { once: 1, twice: 2, thrice: 3 }

      def once
        exactly(1)
      end

      def twice
        exactly(2)
      end

      def thrice
        exactly(3)
      end

      def exactly(count)
        counted(:==, count)
      end

      def at_least(count)
        counted(:>=, count)
      end

      def at_most(count)
        counted(:<=, count)
      end

      def times
        self
      end

      private

      def counted(relation, count)
        count = NAMES[count] || count
        unless count.is_a?(Numeric)
          raise ArgumentError, "Expected a number, :once, :twice or :thrice, but got #{count}"
        end
        raise ArgumentError, 'Multiple count constraints are not supported' if @relation
        @relation = relation
        @count = count
        self
      end

      def count_text
        return '' unless @relation
        { :>= => ' at least', :<= => ' at most', :== => '' }[@relation] + times_text(@count)
      end

      def times_text(count)
        return ' once' if count == 1
        count == 2 ? ' twice' : " #{count} times"
      end
    end

    class Include < Base
      include Counted

      def initialize(*items)
        super()
        @items = items
      end

      def expected
        @items.length == 1 && @items[0].is_a?(Hash) ? @items[0] : @items
      end

      def matches?(actual)
        check(actual, true)
      end

      def does_not_match?(actual)
        check(actual, false)
      end

      def description
        Text.spaced('include' + listed(@items) + count_text)
      end

      def failure_message
        message('to') { super }
      end

      def failure_message_when_negated
        message('not to') { super }
      end

      def diffable?
        !misleading_diff?
      end

      private

      def check(actual, wanted)
        actual = actual.to_hash if !actual.respond_to?(:include?) && actual.respond_to?(:to_hash)
        @actual = actual
        return false unless actual.respond_to?(:include?)
        return counts?(actual) == wanted if @relation
        @divergent = divergent(wanted)
        @divergent.empty?
      end

      def divergent(wanted)
        found = []
        @items.each do |item|
          if @actual.is_a?(Hash) && item.is_a?(Hash)
            item.each { |k, v| found << { k => v } if pair?(k, v) != wanted }
          elsif includes?(item) != wanted
            found << item
          end
        end
        found
      end

      def pair?(key, value)
        return Matchers.values_match?(value, @actual[key]) if @actual.key?(key)
        @actual.each { |k, v| return Matchers.values_match?(value, v) if Matchers.values_match?(key, k) }
        false
      end

      def includes?(item)
        if @actual.is_a?(Hash)
          return @actual.key?(item) || @actual.keys.any? { |k| Matchers.values_match?(item, k) }
        end
        return true if @actual.include?(item)
        return false unless @actual.respond_to?(:any?)
        @actual.any? { |v| Matchers.values_match?(item, v) }
      end

      def counts?(actual)
        raise NotImplementedError, 'Count constraint supported only when testing for a single value being included' if @items.size != 1
        raise NotImplementedError, 'Count constraint on hash keys not implemented' if actual.is_a?(Hash)
        @divergent = @items
        @found = found_in(actual)
        @found.send(@relation, @count)
      end

      def found_in(actual)
        return actual.scan(@items[0]).length if actual.is_a?(String)
        return actual.count { |v| Matchers.values_match?(@items[0], v) } if actual.is_a?(Enumerable)
        raise NotImplementedError, 'Count constraints are implemented for Enumerable and String values only'
      end

      def message(verb)
        unless @actual.respond_to?(:include?)
          return Text.spaced(yield + ', but it does not respond to `include?`')
        end
        counts = @relation ? count_text + ' but it is included' + times_text(@found) : ''
        Text.spaced("expected #{Text.format(@actual)} #{verb} include" + listed(@divergent) + counts)
      end

      def listed(items)
        items = Matchers.surface(items)
        return Text.list(items) unless items.all? { |i| i.is_a?(Hash) }
        ' ' + Text.inspect(items.inject { |a, b| a.merge(b) })
      end

      # A part of a line would be shown as if the whole line differed.
      def misleading_diff?
        return false unless @actual.is_a?(String) && expected.is_a?(Array)
        lines = @actual.split("\n")
        expected.any? { |item| @actual.include?(item) && !lines.include?(item) }
      end
    end

    # Called `include` as in RSpec; modules of the profile are still included by Module#include.
    def include(*items)
      Include.new(*items)
    end

    alias_matcher :a_collection_including, :include
    alias_matcher :a_string_including, :include
    alias_matcher :a_hash_including, :include
    alias_matcher :including, :include
  end
end
