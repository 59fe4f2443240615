# match.
module Cincture
  module Matchers
    class Match < Base
      def match(expected, actual)
        return captures?(expected, actual) if @captures
        return true if Matchers.values_match?(expected, actual)
        return false unless actual.respond_to?(:match)
        return false if Matchers.matcher?(expected) && (actual.is_a?(String) || actual.is_a?(Regexp))
        !!actual.match(expected)
      end

      def with_captures(*captures)
        @captures = captures
        self
      end

      def description
        text = 'match ' + Text.inspect(Matchers.surface(@expected))
        return text unless @captures && @expected.match(@actual)
        text + ' with captures ' + Text.inspect(Matchers.surface(@captures))
      end

      def diffable?
        true
      end

      private

      def captures?(expected, actual)
        found = actual.match(expected)
        return false unless found
        return true if Matchers.values_match?(@captures, found.captures)
        named = {}
        found.names.each { |n| named[n] = found[n] }
        return false if named.empty?
        symbols = named.map { |k, v| [k.to_sym, v] }.to_h
        Matchers.values_match?(@captures[-1], named) || Matchers.values_match?(@captures[-1], symbols)
      end
    end

    def match(expected)
      Match.new(expected)
    end

    alias_matcher :match_regex, :match
    alias_matcher :an_object_matching, :match
    alias_matcher :a_string_matching, :match
    alias_matcher :matching, :match
  end
end
