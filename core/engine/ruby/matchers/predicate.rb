# be_X and have_X for any X: they ask the subject X? and has_X?.
module Cincture
  module Matchers
    class Predicate < Base
      def initialize(name, *arguments, **options, &block)
        super()
        @name = name
        @arguments = options.empty? ? arguments : arguments + [options]
        @options = options
        @positional = arguments
        @block = block
      end

      def matches?(actual)
        @actual = actual
        accessible? && !!ask
      end

      def does_not_match?(actual)
        @actual = actual
        accessible? && !ask
      end

      def description
        Text.words(@name) + Text.list(@arguments)
      end

      def failure_message
        explain('be truthy')
      end

      def failure_message_when_negated
        explain('be falsey')
      end

      private

      def explain(wanted)
        return "expected #{Text.format(@actual)} to respond to `#{predicate}`#{hint}" unless accessible?
        call = @arguments.empty? ? '' : '(' + @arguments.map { |a| Text.format(a) }.join(', ') + ')'
        "expected `#{Text.format(@actual)}.#{predicate}#{call}` to #{wanted}, got #{Text.format(@answer)}"
      end

      def accessible?
        @actual.respond_to?(predicate)
      end

      def ask
        @answer =
          if @options.empty?
            @actual.send(asked, *@positional, &@block)
          else
            @actual.send(asked, *@positional, **@options, &@block)
          end
      end

      def asked
        predicate
      end

      def hint
        ''
      end
    end

    # have_X: has_X?
    class Has < Predicate
      private

      def predicate
        @predicate ||= ('has_' + @name.to_s[5..-1] + '?').to_sym
      end
    end

    # be_X, be_a_X, be_an_X: X?, or Xs? where there is no X?.
    class BePredicate < Predicate
      private

      def root
        name = @name.to_s
        ['be_an_', 'be_a_', 'be_'].each { |head| return name[head.length..-1] if name.start_with?(head) }
      end

      def predicate
        @predicate ||= (root + '?').to_sym
      end

      def asked
        @actual.respond_to?(predicate) ? predicate : plural
      end

      def accessible?
        super || @actual.respond_to?(plural)
      end

      def plural
        (root + 's?').to_sym
      end

      def hint
        case predicate
        when :true? then ' or perhaps you meant `be true` or `be_truthy`'
        when :false? then ' or perhaps you meant `be false` or `be_falsey`'
        else ''
        end
      end
    end

    # The matcher for a name that no method has: one that the profile defined, a predicate, or nil where the name is of no
    # such form.
    # The expectation's context calls it from its method_missing, after it has looked for a resource of the name.
    def self.dynamic(name, *arguments, **options, &block)
      defined = DEFINED[name.to_sym] || COMMON[name.to_sym]
      return defined.call(*arguments, *(options.empty? ? [] : [options])) if defined
      text = name.to_s
      return nil if text.end_with?('?') || text.end_with?('!') || text.end_with?('=')
      return BePredicate.new(name, *arguments, **options, &block) if text.start_with?('be_') && text.length > 3
      return Has.new(name, *arguments, **options, &block) if text.start_with?('have_') && text.length > 5
      nil
    end

    # The same, but an unknown name is a gap of the engine.
    def self.dynamic!(name, *arguments, **options, &block)
      dynamic(name, *arguments, **options, &block) || raise(Gap, "matcher `#{name}`")
    end
  end
end
