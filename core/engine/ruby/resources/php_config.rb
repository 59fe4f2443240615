# php_config: a setting of PHP, as the target's own `php` reads it.
module Cincture
  module Resources
    class PhpConfig < Inspec.resource(1)
      name 'php_config'
      supports platform: 'unix'
      desc 'A setting of PHP.'

      attr_reader :config_param, :config_file_or_path

      # Options: `ini`, the file or folder of the settings.
      def initialize(config_param, config_file_or_path = {}, **more)
        @config_param = config_param
        @config_file_or_path = config_file_or_path.merge(more)
      end

      # A whole number where it is written as one.
      def value
        command = "#{php} #{ini} -r 'echo get_cfg_var(\"#{config_param}\");'"
        asked = inspec.command(command)
        unless asked.exit_status == 0
          raise Inspec::Exceptions::ResourceFailed, "Executing #{command} failed: #{asked.stderr}"
        end
        text = asked.stdout.scrub.strip
        text =~ /^(\d)+$/ ? text.to_i : text
      end

      def resource_id
        config_param
      end

      def to_s
        "php_config #{resource_id}"
      end

      private

      # Named by a symbol, as in InSpec.
      def ini
        config_file_or_path.key?(:ini) ? "-c #{config_file_or_path[:ini]}" : ''
      end

      def php
        found = ['/usr/sbin/php', '/sbin/php', 'php'].find { |path| inspec.command(path).exist? }
        found || raise(Inspec::Exceptions::ResourceFailed, 'Could not find `php` on your system.')
      end
    end
  end
end
