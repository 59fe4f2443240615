# gem: a package of Ruby.
module Cincture
  module Resources
    class GemPackage < Inspec.resource(1)
      include LanguagePackage

      name 'gem'
      supports platform: 'unix'
      desc 'A package of Ruby.'

      # Where Chef has a Ruby of its own.
      PROGRAMS = { nil => 'gem', chef: '/opt/chef/embedded/bin/gem', chef_server: '/opt/opscode/embedded/bin/gem' }.freeze

      attr_reader :gem_binary

      def initialize(package_name, gem_binary = nil)
        @package_name = package_name
        @gem_binary = PROGRAMS.fetch(gem_binary, gem_binary)
        skip_resource 'Unable to retrieve gem information' if info.empty?
      end

      # Nothing where it cannot be told.
      def info
        @info ||= found
      end

      def versions
        info[:versions]
      end

      def resource_id
        "#{@package_name}-#{version}"
      end

      def to_s
        "gem package #{@package_name}"
      end

      private

      def found
        stdout, _stderr, status = Host.run("#{@gem_binary} list --local -a -q ^#{@package_name}$")
        return {} if status != 0
        named = stdout.scrub.chomp.match(/^\s*([^\(]*?)\s*\((.*?)\)\s*$/)
        return { installed: false, type: 'gem' } if named.nil?
        versions = named[2].split(',').map { |version| version.strip }
        { installed: true, type: 'gem', name: named[1], version: versions[0], versions: versions }
      end
    end
  end
end
