# command: what a command prints in the target, and how it ends.
module Cincture
  module Resources
    class Cmd < Inspec.resource(1)
      name 'command'
      supports platform: 'unix'
      desc 'A command that is run in the target.'

      # Where commands are looked for if none can be run.
      FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'].freeze

      attr_reader :command

      def initialize(command, options = {}, **more)
        if command.nil?
          raise 'InSpec `command` was called with `nil` as the argument. This is not supported. Please provide a valid ' \
                'command instead.'
        end
        @command = command.to_s
        redact(options.merge(more)[:redact_regex])
      end

      def result
        @result ||= inspec.backend.run_command(@command)
      end

      def stdout
        result.stdout
      end

      def stderr
        result.stderr
      end

      def exit_status
        result.exit_status.to_i
      end

      # Whether there is a command of this name; a whole command line is none.
      def exist?
        return in_folders? unless Host.can_run?
        if inspec.os.name == 'alpine'
          asked = inspec.backend.run_command("which \"#{@command}\"")
        else
          asked = inspec.backend.run_command("sh -c 'type \"#{@command}\"'")
        end
        asked.exit_status == 0
      end

      def resource_id
        to_s
      end

      def to_s
        text = "Command: `#{@command}`"
        @redact ? text.gsub(@redact, '\1REDACTED\2') : text
      end

      private

      def redact(pattern)
        return if pattern.nil?
        unless pattern.is_a?(Regexp)
          @command = 'ERROR'
          raise Inspec::Exceptions::ResourceFailed, 'The `redact_regex` option must be a regular expression'
        end
        @redact = pattern
      end

      def in_folders?
        paths = @command.include?('/') ? [@command] : FOLDERS.map { |f| f + '/' + @command }
        paths.any? do |path|
          stat = Host.stat(path, true)
          stat && stat['kind'] == 'file' && (stat['mode'] & 0o111) != 0
        end
      end
    end
  end
end
