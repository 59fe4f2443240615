require 'inspec/utils/file_reader'
require 'hashie/mash'
require 'rubygems' unless defined?(Gem)

module Inspec::Resources
  class Placed < Inspec.resource(1)
    name 'placed'

    def value
      Hashie::Mash.new(a: 'in the module')
    end
  end
end

class Platformed < PlatformResource
  name 'platformed'

  def newer?
    Gem::Version.new('8.10') > Gem::Version.new('8.9')
  end
end
