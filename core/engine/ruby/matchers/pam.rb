# match_pam_rule, match_pam_rules: MITRE's matchers for `pam`. Where a profile has its own of these names, they hold.
module Cincture
  module Matchers
    class MatchPamRule < Base
      # What each chain asks of the arguments of the rules that fit, all of them or any.
      ASKS = {
        with_args: [:any?, true], without_args: [:all?, false], any_with_args: [:any?, true], all_with_args: [:all?, true],
        all_without_args: [:all?, false]
      }.freeze

      OPERATORS = ['==', '!=', '<', '<=', '>', '>='].freeze

      def initialize(expected)
        super(expected.to_s)
        @rule = expected
      end

      ASKS.each_key do |name|
        define_method(name) do |pattern|
          @chain = name
          @pattern = pattern
          self
        end
      end

      def any_with_integer_arg(key, operator, value)
        integer_arg(:any_with_integer_arg, key, operator, value)
      end

      def all_with_integer_arg(key, operator, value)
        integer_arg(:all_with_integer_arg, key, operator, value)
      end

      def matches?(actual)
        @actual = actual
        check_operator if @integer
        @actual = actual.to_s
        return actual.include?(@rule, service_name: actual.service) unless @chain
        found = actual.services.map { |service| [service, fitting(actual, service)] }.reject { |_, rules| rules.empty? }
        @actual = shown(found) unless found.empty?
        answer(found.map { |_, rules| rules }.flatten)
      end

      def description
        "include #{Text.shown(@rule)}" + chain_description
      end

      def diffable?
        true
      end

      private

      def integer_arg(chain, key, operator, value)
        @chain = chain
        @integer = [key, operator, value]
        self
      end

      def check_operator
        return if OPERATORS.include?(@integer[1].to_s)
        raise "Error: Operator '#{@integer[1]}' is an invalid numeric comparison operator."
      end

      def fitting(actual, service)
        actual.select { |rule| rule.service == service && rule.match?(@rule) }
      end

      def shown(found)
        return found[0][1].map { |r| r.to_s }.join("\n") if found.length == 1
        found.map { |service, rules| rules.map { |r| "#{service} #{r}" } }.flatten.join("\n")
      end

      def answer(rules)
        return rules.send(@chain == :any_with_integer_arg ? :any? : :all?) { |r| integer?(r) } if @integer
        quantity, wanted = ASKS[@chain]
        rules.send(quantity) { |r| !r.module_arguments.join(' ').match(@pattern).nil? == wanted }
      end

      def integer?(rule)
        key, operator, value = @integer
        rule.module_arguments.any? do |argument|
          name, found = argument.split('=')
          name == key && found =~ /\A-?\d+\z/ && found.to_i.send(operator.to_sym, value)
        end
      end

      def chain_description
        return '' unless @chain
        return ", #{Text.words(@chain)} #{@integer.join(' ')}" if @integer
        case @chain
        when :with_args then " with #{Text.shown(@pattern)}"
        when :without_args then " without #{Text.shown(@pattern)}"
        else ", #{Text.words(@chain)} #{Text.shown(@pattern)}"
        end
      end
    end

    class MatchPamRules < Base
      def exactly
        @exactly = true
        self
      end

      def matches?(actual)
        @actual = actual.to_s
        @exactly ? actual.include_exactly?(@expected) : actual.include?(@expected)
      end

      def description
        "include #{Text.shown(@expected)}" + (@exactly ? ' exactly' : '')
      end

      def diffable?
        true
      end
    end

    # Matchers that profiles commonly carry with them: what a profile defines under such a name takes their place.
    COMMON = {
      match_pam_rule: ->(expected) { MatchPamRule.new(expected) },
      match_pam_rules: ->(expected) { MatchPamRules.new(expected) }
    }.freeze
  end
end
