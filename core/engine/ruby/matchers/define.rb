# Matchers that a profile defines: RSpec::Matchers.define(:name) { |expected| match { |actual| ... } }.
# The names of our own are refused.
module Cincture
  module Matchers
    # Factories of the profile's matchers, by name. Our own cannot be among them.
    DEFINED = {}

    # Makes any matcher by its name.
    class Maker
      include Matchers

      def make(name, *arguments)
        respond_to?(name) ? send(name, *arguments) : Matchers.dynamic!(name, *arguments)
      end
    end

    def self.add(name, &factory)
      if instance_methods(false).include?(name.to_sym)
        raise Gap, "a profile's own matcher `#{name}`, which is the name of a built-in one"
      end
      DEFINED[name.to_sym] = factory
    end

    # What the block of a definition can say.
    module Macros
      ROLES = [:match, :match_when_negated, :failure_message, :failure_message_when_negated, :description].freeze

      ROLES.each do |role|
        define_method(role) do |*_options, &block|
          name = ('__' + role.to_s).to_sym
          define_method(name, &block)
          __roles[role] = block.arity
        end
      end

      def chain(name, *fields, &block)
        inner = ('__chain_' + name.to_s).to_sym
        define_method(inner, &block) if block
        define_method(name) do |*arguments|
          block ? send(inner, *arguments) : fields.each_with_index { |f, i| instance_variable_set("@#{f}", arguments[i]) }
          self
        end
        fields.each { |f| define_method(f) { instance_variable_get("@#{f}") } }
      end

      def diffable
        __roles[:diffable] = 0
      end

      def supports_block_expectations
        define_method(:supports_block_expectations?) { true }
      end
    end

    class Defined < Base
      attr_reader :name

      def initialize(name, roles, arguments)
        super()
        @name = name
        @roles = roles
        @arguments = arguments
        @expected = expected
      end

      def expected_as_array
        @arguments
      end

      # Whatever the definition did with its own variable of this name.
      def expected
        @arguments.length == 1 ? @arguments[0] : @arguments
      end

      def matches?(actual)
        @actual = actual
        !!ask(:match)
      end

      def does_not_match?(actual)
        @actual = actual
        @roles.key?(:match_when_negated) ? !!ask(:match_when_negated) : !ask(:match)
      end

      def description
        return ask(:description) if @roles.key?(:description)
        Text.words(@name) + Text.list(@expected)
      end

      def failure_message
        @roles.key?(:failure_message) ? ask(:failure_message) : super
      end

      def failure_message_when_negated
        @roles.key?(:failure_message_when_negated) ? ask(:failure_message_when_negated) : super
      end

      def diffable?
        @roles.key?(:diffable)
      end

      private

      def ask(role)
        raise Gap, "a matcher without `match` (`#{@name}`)" unless @roles.key?(role)
        inner = ('__' + role.to_s).to_sym
        @roles[role] == 0 ? send(inner) : send(inner, @actual)
      end
    end

    def self.define(name, &declarations)
      add(name) do |*arguments|
        roles = {}
        matcher = Defined.new(name, roles, arguments)
        home = matcher.singleton_class
        home.extend(Macros)
        home.define_singleton_method(:__roles) { roles }
        home.class_exec(*arguments, &declarations)
        matcher
      end
    end

    # The opposite of a matcher under a name of its own.
    class Negated < Alias
      def matches?(actual)
        @matcher.does_not_match?(actual)
      end

      def does_not_match?(actual)
        @matcher.matches?(actual)
      end

      def failure_message
        @matcher.failure_message_when_negated
      end

      def failure_message_when_negated
        @matcher.failure_message
      end
    end
  end
end

module RSpec
  module Matchers
    def self.define(name, &declarations)
      Cincture::Matchers.define(name, &declarations)
    end

    def self.alias_matcher(name, base)
      old = Cincture::Text.words(base)
      new = Cincture::Text.words(name)
      Cincture::Matchers.add(name) { |*args| Cincture::Matchers::Alias.new(Cincture::Matchers::Maker.new.make(base, *args), old, new) }
    end

    def self.define_negated_matcher(name, base)
      old = Cincture::Text.words(base)
      new = Cincture::Text.words(name)
      Cincture::Matchers.add(name) { |*args| Cincture::Matchers::Negated.new(Cincture::Matchers::Maker.new.make(base, *args), old, new) }
    end
  end
end
