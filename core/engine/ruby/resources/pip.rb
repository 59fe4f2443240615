# pip: a package of Python.
module Cincture
  module Resources
    # Packages of a language's own package manager. What it does not say is no answer.
    module LanguagePackage
      def installed?
        info[:installed] == true
      end

      def version
        info[:version]
      end

      private

      # Standard output; nil where the program ends with another status than 0.
      def told(command)
        stdout, stderr, status = Host.run(command)
        raise TargetError, "`#{command}` cannot be run in the target: #{stderr.scrub.strip}" if [126, 127].include?(status)
        status == 0 ? stdout.scrub : nil
      end
    end

    class PipPackage < Inspec.resource(1)
      include LanguagePackage

      name 'pip'
      supports platform: 'unix'
      desc 'A package of Python.'

      FIELD = /^\s*([^:]*?)\s*:\s*(.*?)\s*$/

      def initialize(package_name, pip_path = nil)
        @package_name = package_name
        @pip = pip_path || 'pip'
      end

      def info
        @info ||= { type: 'pip' }.merge(found)
      end

      def resource_id
        @package_name || 'pip'
      end

      def to_s
        "Pip Package #{@package_name}"
      end

      private

      def found
        text = told("#{@pip} show #{@package_name}")
        return {} if text.nil?
        fields = SimpleConfig.new(text, assignment_regex: FIELD, multiple_values: false).params
        { name: fields['Name'], version: fields['Version'], installed: true }
      end
    end
  end
end
