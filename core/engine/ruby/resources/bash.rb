# bash: a command line that bash runs in the target.
module Cincture
  module Resources
    class Bash < Cmd
      name 'bash'
      supports platform: 'unix'
      desc 'A command that bash runs in the target.'

      def initialize(command, options = {}, **more)
        @raw_command = command
        super(wrapped(command, options.is_a?(Hash) ? options.merge(more) : options))
      end

      def resource_id
        @raw_command || 'bash'
      end

      def to_s
        "Bash command #{@raw_command}"
      end

      private

      def wrapped(command, options)
        unless options.is_a?(Hash)
          raise 'All options for the command wrapper must be provided as a hash. You entered: ' + Text.inspect(options) +
                '. Please consult the documentation.'
        end
        wrap = options[:wrap]
        unless wrap.nil? || wrap.is_a?(Proc)
          raise "Called command wrapper with wrap: #{Text.inspect(wrap)}. It must be called with a Proc."
        end
        return wrap.call(command) if wrap
        "#{options[:path] || 'bash'} #{options[:args] || '-c'} #{Shell.escape(command)}"
      end
    end
  end
end
