# The ground that all matchers stand on. A matcher answers matches?, does_not_match?, description, failure_message and
# failure_message_when_negated, worded as RSpec 3 words them: people compare these texts, and code_desc identifies a check.
module Cincture
  module Matchers
    # What an expectation says if it fails, with the difference below it where the matcher has one to show.
    # `text` takes the place of the matcher's own words.
    def self.message(matcher, negated = false, text = nil)
      text ||= negated ? matcher.failure_message_when_negated : matcher.failure_message
      return text unless matcher.respond_to?(:diffable?) && matcher.diffable?
      diffs = matcher.differences
      diffs.empty? ? text : text + "\n" + diffs.join("\n")
    end

    def self.matcher?(object)
      return true if object.is_a?(Base)
      object.respond_to?(:matches?) && object.respond_to?(:failure_message) && !object.is_a?(Resource) &&
        !object.respond_to?(:what_only_that_answers_which_answers_to_everything)
    end

    # Equality that lets matchers, patterns, classes and ranges stand anywhere in an array or a hash.
    def self.values_match?(expected, actual)
      if actual.is_a?(Hash)
        return hashes_match?(expected, actual) if expected.is_a?(Hash)
      elsif expected.is_a?(Array) && actual.is_a?(Enumerable) && !actual.is_a?(Struct)
        return arrays_match?(expected, actual.to_a)
      end
      return true if expected == actual
      begin
        expected === actual
      rescue ArgumentError
        false
      end
    end

    def self.arrays_match?(expected, actual)
      return false if expected.size != actual.size
      expected.each_with_index { |e, i| return false unless values_match?(e, actual[i]) }
      true
    end

    def self.hashes_match?(expected, actual)
      return false if expected.size != actual.size
      expected.each { |k, v| return false unless actual.key?(k) && values_match?(v, actual[k]) }
      true
    end

    # The value with the matchers in it replaced by their descriptions in brackets.
    def self.surface(item, around = [])
      return item if Text.again(item, around)
      return Text::Verbatim.new('(' + item.description + ')') if matcher?(item) && item.respond_to?(:description)
      case item
      when Hash then item.map { |k, v| [surface(k, around + [item]), surface(v, around + [item])] }.to_h
      when Struct, FilterTable::Row then Text.format(item)
      when Array then item.map { |v| surface(v, around + [item]) }
      else item
      end
    end

    class Base
      NOTHING = Object.new

      attr_reader :actual, :expected

      def initialize(expected = NOTHING)
        @expected = expected unless NOTHING.equal?(expected)
        @has_expected = !NOTHING.equal?(expected)
      end

      # The name in descriptions, such as "be owned by".
      def self.phrase(text = nil)
        @phrase = text if text
        @phrase || (superclass.respond_to?(:phrase) ? superclass.phrase : '')
      end

      def matches?(actual)
        @actual = actual
        match(@expected, actual)
      end

      def does_not_match?(actual)
        !matches?(actual)
      end

      def description
        self.class.phrase + (@has_expected ? Text.list(@expected) : '')
      end

      def failure_message
        'expected ' + Text.format(@actual) + ' to ' + description
      end

      def failure_message_when_negated
        'expected ' + Text.format(@actual) + ' not to ' + description
      end

      def diffable?
        false
      end

      # Whether it is a block that it judges, by running it.
      def supports_block_expectations?
        false
      end

      # The parts to be put below a failure message.
      def differences
        diff = Diff.of(actual, expected)
        diff.empty? ? [] : ['Diff:' + diff]
      end

      def and(other)
        And.new(self, other)
      end

      def or(other)
        Or.new(self, other)
      end

      alias & and
      alias | or

      def ===(other)
        matches?(other)
      end
    end

    # Another name of a matcher, for use inside of others: `include(a_string_matching(/x/))`.
    class Alias < Base
      def initialize(matcher, old, new)
        super()
        @matcher = matcher
        @old = old
        @new = new
      end

      def matches?(actual)
        @matcher.matches?(actual)
      end

      def does_not_match?(actual)
        @matcher.does_not_match?(actual)
      end

      def actual
        @matcher.actual
      end

      def expected
        @matcher.expected
      end

      def diffable?
        @matcher.diffable?
      end

      def supports_block_expectations?
        @matcher.respond_to?(:supports_block_expectations?) && @matcher.supports_block_expectations?
      end

      def differences
        @matcher.differences
      end

      def description
        @matcher.description.gsub(@old, @new)
      end

      def failure_message
        @matcher.failure_message.gsub(@old, @new)
      end

      def failure_message_when_negated
        @matcher.failure_message_when_negated.gsub(@old, @new)
      end

      def method_missing(name, *args)
        result = @matcher.send(name, *args)
        result.is_a?(Base) ? Alias.new(result, @old, @new) : result
      end

      def respond_to_missing?(name, all = false)
        @matcher.respond_to?(name, all)
      end
    end

    # Makes `name` another name for `base`; `words` are what the description says in place of the old name.
    def self.alias_matcher(name, base)
      old = Text.words(base)
      new = Text.words(name)
      define_method(name) { |*args, &block| Alias.new(send(base, *args, &block), old, new) }
    end
  end
end
