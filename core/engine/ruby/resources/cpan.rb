# cpan: a module of Perl.
module Cincture
  module Resources
    class CpanPackage < Inspec.resource(1)
      include LanguagePackage

      name 'cpan'
      supports platform: 'unix'
      desc 'A module of Perl.'

      VERSION_OF = 'perl -le \'eval "require $ARGV[0]" and print $ARGV[0]->VERSION or exit 1\''.freeze

      def initialize(package_name, perl_lib_path = nil)
        @package_name = package_name
        @perl_lib_path = perl_lib_path
        skip_resource 'perl not found' unless inspec.command('perl').exist?
      end

      def info
        @info ||= { type: 'cpan', name: @package_name }.merge(found)
      end

      def resource_id
        @package_name || 'cpan'
      end

      def to_s
        "Perl Module #{@package_name}"
      end

      private

      def found
        folder = @perl_lib_path.nil? ? '' : "PERL5LIB=#{@perl_lib_path} "
        text = told("#{folder}#{VERSION_OF} #{@package_name}")
        text.nil? ? { installed: false } : { installed: true, version: text.strip }
      end
    end
  end
end
