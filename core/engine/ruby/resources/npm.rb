# npm: a package of Node, global or of a project.
module Cincture
  module Resources
    class NpmPackage < Inspec.resource(1)
      include LanguagePackage

      name 'npm'
      supports platform: 'unix'
      desc 'A package of Node.'

      def initialize(package_name, options = {})
        @package_name = package_name
        @location = options[:path]
      end

      def info
        @info ||= { name: @package_name, type: 'npm' }.merge(found)
      end

      def resource_id
        @package_name || 'npm'
      end

      def to_s
        "Npm Package #{@package_name}"
      end

      private

      def found
        program = @location ? "cd #{Shell.escape(@location)} && npm" : 'npm -g'
        text = told("sh -c '#{program} ls --json #{@package_name}'")
        return { installed: false } if text.nil?
        { installed: true, version: JSON.parse(text)['dependencies'][@package_name]['version'] }
      end
    end
  end
end
