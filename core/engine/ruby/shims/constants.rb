# Where a profile's libraries look for InSpec's classes of resources: by their module, or, as in InSpec, without it.
module Inspec
  # Open, unlike the engine's own module: a library may put its classes here. What is not here is the engine's.
  module Resources
    def self.const_missing(name)
      return Cincture::Resources.const_get(name) if Cincture::Resources.const_defined?(name)

      super
    end
  end
end

class Module
  alias __const_missing const_missing

  # A class of resources may be named without its module.
  def const_missing(name)
    home = [Inspec::Resources, Cincture::Resources].find { |resources| resources.const_defined?(name, false) }
    home ? home.const_get(name) : __const_missing(name)
  end
end
