# os_env: a variable of the environment that commands have in the target.
module Cincture
  module Resources
    class OsEnv < Inspec.resource(1)
      name 'os_env'
      supports platform: 'unix'
      desc 'A variable of the environment.'

      # The second argument is a matter of Windows.
      def initialize(env = nil, _target = nil)
        @osenv = env
      end

      def split
        content.nil? ? [] : content.split(':', -1)
      end

      def content
        return nil if @osenv.nil?
        @content ||= [SimpleConfig.new(environment).params[@osenv]]
        @content[0]
      end

      def resource_id
        @osenv || ''
      end

      def to_s
        @osenv.nil? ? 'Environment variables' : "Environment variable #{@osenv}"
      end

      private

      def environment
        stdout, stderr, status = Host.run('env')
        return stdout if status == 0
        raise TargetError, "`env` failed in the target with status #{status}: #{stderr.scrub.strip}"
      end
    end
  end
end
