# be_a, be_an_instance_of, respond_to.
module Cincture
  module Matchers
    class BeAKindOf < Base
      phrase 'be a kind of'

      def match(expected, actual)
        actual.is_a?(expected)
      end
    end

    class BeAnInstanceOf < Base
      phrase 'be an instance of'

      def match(expected, actual)
        actual.instance_of?(expected)
      end

      def description
        'be an instance of ' + @expected.to_s
      end
    end

    class RespondTo < Base
      def initialize(*names)
        super()
        @names = names
      end

      # Counting arguments is a feature that we do not have; profiles do not use it.
      def with(*)
        raise Gap, 'matcher `respond_to(...).with`'
      end

      def matches?(actual)
        @actual = actual
        @failing = @names.reject { |n| actual.respond_to?(n) }
        @failing.empty?
      end

      def does_not_match?(actual)
        @actual = actual
        @failing = @names.select { |n| actual.respond_to?(n) }
        @failing.empty?
      end

      def description
        'respond to ' + (@names.length == 1 ? '#' + @names[0].to_s : Text.format(@names))
      end

      def failure_message
        text('to')
      end

      def failure_message_when_negated
        text('not to')
      end

      private

      def text(verb)
        "expected #{Text.format(@actual)} #{verb} respond to " + @failing.map { |n| Text.format(n) }.join(', ')
      end
    end

    def be_a_kind_of(expected)
      BeAKindOf.new(expected)
    end

    def be_an_instance_of(expected)
      BeAnInstanceOf.new(expected)
    end

    def respond_to(*names)
      RespondTo.new(*names)
    end

    alias be_a be_a_kind_of
    alias be_an be_a_kind_of
    alias be_kind_of be_a_kind_of
    alias be_instance_of be_an_instance_of
    alias_matcher :a_kind_of, :be_a_kind_of
    alias_matcher :an_instance_of, :be_an_instance_of
    alias_matcher :an_object_responding_to, :respond_to
    alias_matcher :responding_to, :respond_to
  end
end
