# Describe blocks: groups of examples, nested, with subject, let, its. The shape of RSpec's, no more of it than profiles use.
module Cincture
  # Turns an unknown word into a resource, or names the gap.
  module ResourceLookup
    # Conversions that Ruby itself tries on any object.
    IMPLICIT = %i[to_str to_ary to_hash to_proc to_io to_int to_sym to_regexp].freeze

    def method_missing(name, *args, **options, &block)
      return super if args.empty? && block.nil? && IMPLICIT.include?(name)
      return create_resource(name, args, options, block) if Resources.known?(name)

      raise Gap, "`#{name}` is not a resource or word that this engine knows"
    end

    def respond_to_missing?(name, include_all = false)
      Resources.known?(name) || super
    end

    def inspec
      Resources.backend
    end

    private

    def create_resource(name, args, options, block)
      return Resources.create(name, *args, &block) if options.empty?

      Resources.create(name, *args, **options, &block)
    end
  end

  # The same where matchers may stand too: be_X and have_X for any X.
  module ExampleWords
    include Matchers
    include ResourceLookup

    def method_missing(name, *args, **options, &block)
      return super if Resources.known?(name) || ResourceLookup::IMPLICIT.include?(name)

      Matchers.dynamic(name, *args, **options, &block) || super
    end
  end

  # An example: a description, maybe a block.
  class Example
    attr_reader :text, :block, :skip

    def initialize(text, skip: nil, &block)
      @text = text.to_s
      @block = block
      @skip = skip || (block ? nil : 'Not yet implemented')
    end
  end

  # A describe block. Each is a class of its own, so that its helpers, lets and subjects are inherited by nested ones.
  class ExampleGroup
    include InputMethods
    include ExampleWords

    class << self
      include InputMethods

      attr_reader :description_args, :examples, :children, :parent, :hooks

      # A new group below this one; the block is run as its body.
      def build(args, parent = nil, &body)
        args = args[0..-2] if args.size > 1 && args.last.is_a?(Hash)
        group = Class.new(self)
        group.open(args, parent)
        group.class_exec(&body) if body
        group
      end

      def open(args, parent)
        @description_args = args
        @parent = parent
        @examples = []
        @asked = []
        @children = []
        @hooks = { before: [], after: [] }
        first = args.first
        define_method(:subject) { memoized(:subject) { first } } if parent && !text?(first)
      end

      # What the checks are about where nobody says so: what the outermost group was given. (Not a method of each group: every
      # method that is defined costs the VM all that it knows of methods.)
      def implicit_subject
        @parent ? @parent.implicit_subject : @description_args.first
      end

      def text?(value)
        value.nil? || value.is_a?(String) || value.is_a?(Symbol)
      end

      def description
        @description_args.map(&:to_s).reject(&:empty?).join(' ')
      end

      def full_description
        [@parent && @parent.full_description, description].compact.reject(&:empty?).join(' ')
      end

      # The object that the outermost group is about, for resource_class and resource_params.
      def described
        own = text?(@description_args.first) ? nil : @description_args.first
        own || (@parent && @parent.described)
      end

      def describe(*args, &body)
        @children << build(args, self, &body)
      end
      alias context describe

      def it(text = nil, *_options, &block)
        @examples << Example.new(text, &block)
      end
      alias specify it
      alias example it

      def xit(text = nil, *_options, &_block)
        @examples << Example.new(text, skip: 'Temporarily skipped with xit')
      end

      def skip(text = nil, *_options, &_block)
        @examples << Example.new(text, skip: 'No reason given')
      end
      alias pending skip

      def its(attribute, *_options, &block)
        @asked << attribute
        group = build([attribute.to_s], self)
        group.attribute_of(attribute)
        group.it(nil, &block)
        @children << group
      end

      # Holds the matchers of this group against an attribute of the subject.
      def attribute_of(name)
        @held_attribute = [name]
      end

      # The attribute in an Array; nil where there is none.
      attr_reader :held_attribute

      def subject(name = nil, &block)
        return new(nil).subject unless block

        define_method(:subject) { memoized(:subject) { instance_exec(&block) } }
        alias_method(name, :subject) if name
      end

      def let(name, &block)
        define_method(name) { memoized(name) { instance_exec(&block) } }
      end
      alias let! let

      def before(*_scope, &block)
        @hooks[:before] << block
      end

      def after(*_scope, &block)
        @hooks[:after] << block
      end

      def all_hooks(kind)
        (@parent ? @parent.all_hooks(kind) : []) + @hooks[kind]
      end

      # Each resource that the groups here and below are about, with the attributes that they ask of it.
      def each_asked(&block)
        resource = described
        yield resource, @asked if resource.is_a?(Resource)
        @children.each { |child| child.each_asked(&block) }
      end

      # Runs every example here and below; an array of results in InSpec's form.
      def results
        @examples.map { |example| ExampleRun.new(self, example).result } + @children.flat_map(&:results)
      end
    end
    extend ResourceLookup

    def initialize(example)
      @__example = example
      @__memo = {}
    end

    def subject
      memoized(:subject) { self.class.implicit_subject }
    end

    def should(matcher = nil, message = nil)
      ExpectationTarget.new(held).to(matcher, message)
    end

    def should_not(matcher = nil, message = nil)
      ExpectationTarget.new(held).not_to(matcher, message)
    end

    def is_expected
      expect(held)
    end
    alias are_expected is_expected

    def expect(*value, &block)
      block ? BlockExpectationTarget.new(block) : ExpectationTarget.new(value.first)
    end

    def skip(message = nil)
      raise ExampleSkipped, message || 'No reason given'
    end
    alias pending skip

    def described_class
      self.class.described
    end

    private

    def memoized(name)
      return @__memo[name] if @__memo.key?(name)

      @__memo[name] = yield
    end

    # What a matcher without another subject is held against.
    def held
      attribute = self.class.held_attribute
      attribute ? memoized(:its_value) { its_value(attribute[0]) } : subject
    end

    def its_value(attribute)
      return attribute.to_s.split('.').inject(subject) { |inner, name| inner.public_send(name) } unless attribute.is_a?(Array)
      return attribute.inject(subject) { |inner, key| inner[key] } if subject.is_a?(Hash)

      subject[*attribute]
    end
  end

  # One run of one example, and its result in InSpec's form.
  class ExampleRun
    def initialize(group, example)
      @group = group
      @example = example
    end

    def result
      started = Host.clock
      outcome = @example.skip ? skipped(@example.text) : execute
      outcome['run_time'] = Host.clock - started
      common.merge(outcome)
    end

    private

    def execute
      Expectation.forget
      instance = @group.new(@example)
      @group.all_hooks(:before).each { |hook| instance.instance_exec(&hook) }
      instance.instance_exec(@example, &@example.block)
      @group.all_hooks(:after).each { |hook| instance.instance_exec(&hook) }
      { 'status' => 'passed', 'code_desc' => full_description }
    rescue ExpectationNotMet => e
      { 'status' => 'failed', 'code_desc' => full_description, 'message' => e.message }
    rescue ExampleSkipped
      skipped(@example.text.empty? ? Expectation.description.to_s : @example.text)
    rescue Exception => e # what InSpec reports as an error: with class and backtrace
      errored(e)
    end

    def errored(error)
      ENGINE.note(error)
      {
        'status' => 'failed', 'code_desc' => full_description, 'message' => error.message,
        'exception' => error.class.to_s, 'backtrace' => (error.backtrace || []).first(20)
      }
    end

    def skipped(message)
      { 'status' => 'skipped', 'code_desc' => @group.description, 'skip_message' => message,
        'resource' => @group.described.to_s }
    end

    # RSpec's: an example that ended before it met a matcher has no words of its own, and leaves the blank before them.
    def full_description
      text = @example.text.empty? ? Expectation.description.to_s : @example.text
      group = @group.full_description
      group.empty? ? text : "#{group} #{text}"
    end

    def common
      described = @group.described
      resource = described.is_a?(Resource)
      {
        'resource_class' => resource ? described.resource_name : described.class.superclass.to_s,
        'resource_params' => resource ? described.resource_params.inspect : '[]',
        'resource_id' => resource ? described.resource_id.to_s : ''
      }
    end
  end
end
