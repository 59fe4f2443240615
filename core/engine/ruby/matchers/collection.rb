# contain_exactly, match_array, all, start_with, end_with, be_in, contain_duplicates, cover.
module Cincture
  module Matchers
    class ContainExactly < Base
      # Sorted first, which decides most cases; only then by pairs.
      def matches?(actual)
        @actual = actual
        @missing = nil
        return false unless convert
        return true if Matchers.values_match?(sorted(@expected), sorted(@actual))
        pair
        @missing.empty? && @extra.empty?
      end

      def description
        'contain exactly' + Text.list(Matchers.surface(@expected))
      end

      def failure_message
        unless @actual.is_a?(Array)
          return 'expected a collection that can be converted to an array with `#to_ary` or `#to_a`, but got ' +
                 Text.format(@actual)
        end
        pair unless @missing
        text = line('expected collection contained:', Matchers.surface(@expected)) + line('actual collection contained:', @actual)
        text += line('the missing elements were:', Matchers.surface(@missing)) unless @missing.empty?
        text += line('the extra elements were:', @extra) unless @extra.empty?
        text
      end

      def failure_message_when_negated
        'expected ' + Text.format(@actual) + ' not to contain exactly' + Text.list(Matchers.surface(@expected))
      end

      private

      def convert
        return @actual = @actual.to_ary if @actual.respond_to?(:to_ary)
        return false if @actual.nil? || @actual.is_a?(String) || !@actual.respond_to?(:to_a)
        @actual = @actual.to_a
      end

      def line(head, items)
        ('%-32s' % head) + Text.format(sorted(items)) + "\n"
      end

      def sorted(items)
        items.sort
      rescue StandardError
        items
      end

      # A largest pairing of expected with actual elements, by augmenting paths.
      def pair
        edges = @expected.map { |e| (0...@actual.length).select { |i| Matchers.values_match?(e, @actual[i]) } }
        taken = {}
        lonely = []
        edges.each_index { |i| lonely << i unless augment(edges, i, taken, {}) }
        @missing = lonely.map { |i| @expected[i] }
        @extra = (0...@actual.length).reject { |i| taken.key?(i) }.map { |i| @actual[i] }
      end

      def augment(edges, from, taken, seen)
        edges[from].each do |to|
          next if seen[to]
          seen[to] = true
          if !taken.key?(to) || augment(edges, taken[to], taken, seen)
            taken[to] = from
            return true
          end
        end
        false
      end
    end

    class All < Base
      def initialize(matcher)
        super()
        @matcher = matcher
      end

      def matches?(actual)
        @actual = actual
        @failed = {}
        return false unless actual.respond_to?(:each_with_index)
        actual.each_with_index do |item, index|
          matcher = @matcher.clone
          @failed[index] = matcher.failure_message unless matcher.matches?(item)
        end
        @failed.empty?
      end

      def does_not_match?(_actual)
        raise NotImplementedError, '`expect().not_to all( matcher )` is not supported.'
      end

      def description
        Text.spaced('all ' + Text.format(@matcher))
      end

      def failure_message
        text = Text.spaced(super)
        return text + ', but was not iterable' unless @actual.respond_to?(:each_with_index)
        ([text] + @failed.map { |index, message| item_text(index, message) }).join("\n\n")
      end

      private

      def item_text(index, message)
        message = "\n" + message unless message.start_with?("\n")
        indented("object at index #{index} failed to match:" + indented(message))
      end

      def indented(text)
        text.sub(/\n+\z/, '').lines.map { |line| line.strip.empty? ? line : '   ' + line }.join
      end
    end

    class StartOrEndWith < Base
      def initialize(*items)
        super(items.length == 1 ? items[0] : items)
      end

      def match(expected, actual)
        @unordered = false
        return false unless actual.respond_to?(:[])
        return true if expected.respond_to?(:length) && !expected.is_a?(Struct) &&
                       Matchers.values_match?(expected, subset(actual, expected.length))
        Matchers.values_match?(expected, element(actual))
      rescue ArgumentError
        @unordered = true
        false
      end

      def description
        return super unless @expected.is_a?(Hash)
        self.class.phrase + ' ' + Text.inspect(Matchers.surface(@expected))
      end

      def failure_message
        return super + ', but it does not have ordered elements' if @unordered
        @actual.respond_to?(:[]) ? super : super + ', but it cannot be indexed using #[]'
      end
    end

    class StartWith < StartOrEndWith
      phrase 'start with'

      private

      def subset(actual, length)
        actual[0, length]
      end

      def element(actual)
        actual[0]
      end
    end

    class EndWith < StartOrEndWith
      phrase 'end with'

      private

      def subset(actual, length)
        actual[-length, length]
      end

      def element(actual)
        actual[-1]
      end
    end

    # InSpec's: the value, or each value of an array, is one of the list.
    class BeIn < Base
      phrase 'be in'

      def match(list, item)
        item.is_a?(Array) ? (item - list).empty? : list.include?(item)
      end

      def does_not_match?(item)
        @actual = item
        item.is_a?(Array) ? (item & @expected).empty? : !@expected.include?(item)
      end

      def failure_message
        text = "expected `#{shown(@actual)}` to be in the list: `#{shown(@expected)}`"
        @actual.is_a?(Array) ? text + " \nDiff:\n #{shown(@actual - @expected)}" : text
      end

      def failure_message_when_negated
        text = "expected `#{shown(@actual)}` not to be in the list: `#{shown(@expected)}`"
        @actual.is_a?(Array) ? text + " \nComm:\n #{shown(@actual & @expected)}" : text
      end

      private

      def shown(value)
        Text.shown(value)
      end
    end

    class ContainDuplicates < Base
      phrase 'contain duplicates'

      def match(_, list)
        list.length != list.uniq.length
      end
    end

    class Cover < Base
      def initialize(*items)
        super(items)
      end

      phrase 'cover'

      def match(items, range)
        items.all? { |i| range.cover?(i) }
      end

      def does_not_match?(range)
        @actual = range
        @expected.none? { |i| range.cover?(i) }
      end
    end

    def contain_exactly(*items)
      ContainExactly.new(items)
    end

    def match_array(items)
      contain_exactly(*items)
    end

    def all(matcher)
      All.new(matcher)
    end

    def start_with(*items)
      StartWith.new(*items)
    end

    def end_with(*items)
      EndWith.new(*items)
    end

    def be_in(list)
      BeIn.new(list)
    end

    def contain_duplicates
      ContainDuplicates.new
    end

    def cover(*items)
      Cover.new(*items)
    end

    alias_matcher :a_collection_containing_exactly, :contain_exactly
    alias_matcher :containing_exactly, :contain_exactly
    alias_matcher :a_collection_starting_with, :start_with
    alias_matcher :a_string_starting_with, :start_with
    alias_matcher :starting_with, :start_with
    alias_matcher :a_collection_ending_with, :end_with
    alias_matcher :a_string_ending_with, :end_with
    alias_matcher :ending_with, :end_with
    alias_matcher :a_range_covering, :cover
    alias_matcher :covering, :cover
  end
end
