# The ground of all resources, in the form of InSpec's custom resource API: `class X < Inspec.resource(1)`.
module Inspec
  module Exceptions
    class ResourceFailed < StandardError; end
    class ResourceSkipped < StandardError; end
    class AttributeFailed < StandardError; end
    class SecretsBackendNotFound < ArgumentError; end
  end

  def self.resource(version)
    raise 'Only resource version 1 is supported!' if version != 1
    Cincture::Resource
  end
end

module Cincture
  class Resource
    # Resource classes by name. A profile's own class of a built-in name takes its place, as in InSpec.
    REGISTRY = {}

    # Ours stay where the profile has its own: the VM cannot run those (see resources/pam.rb).
    KEPT = ['pam'].freeze

    def self.registry
      REGISTRY
    end

    # Without an argument the name of the resource, with one its declaration.
    def self.name(value = nil)
      return @name || super() unless value
      @name = value.to_s
      @supports = []
      return keep_ours if KEPT.include?(@name) && Resource.registry.key?(@name)
      Host.warning("the profile's own resource `#{@name}` takes the place of the engine's") if Resource.registry.key?(@name)
      Resource.registry[@name] = self
      @name
    end

    def self.keep_ours
      Host.warning("the profile's own resource `#{@name}` is left aside for the engine's")
      @name
    end

    def self.supports(criteria = nil)
      (@supports ||= []) << criteria if criteria
      @supports || []
    end

    def self.desc(value = nil)
      @desc = value if value
      @desc
    end

    def self.example(value = nil)
      @example = value if value
      @example
    end

    # The resource `name` with its arguments. A resource that cannot be made is skipped or failed, and says why.
    def self.build(name, *arguments, **options, &block)
      klass = registry[name.to_s]
      raise Gap, "resource `#{name}`" unless klass
      resource = klass.allocate
      resource.__prepare(name.to_s, options.empty? ? arguments : arguments + [options])
      resource.__check_platform(klass.supports)
      begin
        options.empty? ? resource.send(:initialize, *arguments, &block) : resource.send(:initialize, *arguments, **options, &block)
      rescue Inspec::Exceptions::ResourceSkipped => e
        resource.skip_resource(e.message)
      rescue Inspec::Exceptions::ResourceFailed => e
        resource.fail_resource(e.message)
      rescue NotImplementedError => e
        ENGINE.note(e)
        resource.fail_resource(e.message) unless resource.resource_failed?
      rescue NoMethodError => e
        # InSpec skips for any method that is missing. We do so only for a nil where a value was expected: what else is
        # missing may be missing in the engine.
        raise if ENGINE.gap?(e)
        resource.skip_resource(e.message) unless resource.resource_failed?
      end
      resource
    end

    def __prepare(name, arguments)
      @__resource_name__ = name
      @resource_params = arguments
      @resource_skipped = false
      @resource_failed = false
      @resource_exception_message = nil
    end

    def __check_platform(criteria)
      return if criteria.empty?
      platform = Platform.current
      return if platform.supported?(criteria)
      fail_resource("Resource `#{@__resource_name__}` is not supported on platform #{platform.name}/#{platform.release}.")
      raise ArgumentError, "Unsupported resource/backend combination: #{@__resource_name__} / #{platform.name}. Exiting."
    end

    # Paths whose metadata, and paths whose content, will be asked for where `attributes` are held against something.
    def __reads(_attributes)
      [[], []]
    end

    attr_reader :resource_exception_message, :resource_params

    def resource_name
      @__resource_name__
    end

    def resource_id(value = nil)
      @resource_id = value if value
      @resource_id || ''
    end

    def skip_resource(message)
      @resource_skipped = true
      @resource_exception_message = message
    end

    def fail_resource(message)
      @resource_failed = true
      @resource_exception_message = message
    end

    def resource_skipped?
      @resource_skipped
    end

    def resource_failed?
      @resource_failed
    end

    # The other resources, and the target.
    def inspec
      Backend.current
    end

    def to_s
      @__resource_name__
    end

    def inspect
      to_s
    end
  end

  # What the words of a profile are looked up in.
  module Resources
    def self.known?(name)
      Resource.registry.key?(name.to_s)
    end

    def self.create(name, *arguments, **options, &block)
      Resource.build(name, *arguments, **options, &block)
    end

    # What `inspec` is.
    def self.backend
      Backend.current
    end
  end
end

module Inspec
  Resource = Cincture::Resource
end
