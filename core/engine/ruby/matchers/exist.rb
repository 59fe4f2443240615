# exist: asks exist? and exists?, which must agree.
module Cincture
  module Matchers
    class Exist < Base
      def initialize(*arguments)
        super()
        @arguments = arguments
      end

      def matches?(actual)
        ask(actual)
        @answers.length == 1 && @answers[0]
      end

      def does_not_match?(actual)
        ask(actual)
        @answers.length == 1 && !@answers[0]
      end

      def description
        'exist' + Text.list(@arguments)
      end

      def failure_message
        'expected ' + Text.format(@actual) + ' to exist' + trouble
      end

      def failure_message_when_negated
        'expected ' + Text.format(@actual) + ' not to exist' + trouble
      end

      private

      def ask(actual)
        @actual = actual
        names = [:exist?, :exists?].select { |n| actual.respond_to?(n) }
        @values = names.map { |n| actual.send(n, *@arguments) }
        @answers = @values.map { |v| !!v }.uniq
      end

      def trouble
        case @answers.length
        when 0 then ' but it does not respond to either `exist?` or `exists?`'
        when 2
          " but `exist?` and `exists?` returned different values:\n\n" \
          " exist?: #{@values[0]}\nexists?: #{@values[-1]}"
        else ''
        end
      end
    end

    def exist(*arguments)
      Exist.new(*arguments)
    end

    alias_matcher :an_object_existing, :exist
    alias_matcher :existing, :exist
  end
end
