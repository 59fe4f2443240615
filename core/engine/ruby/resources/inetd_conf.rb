# inetd_conf: the services that inetd starts, [socket, protocol, flags, user, program, arguments] by name.
module Cincture
  module Resources
    class InetdConf < Inspec.resource(1)
      include FileReader

      name 'inetd_conf'
      supports platform: 'unix'
      desc 'The services of inetd.'

      ASSIGNMENT = /^\s*(\S+?)\s+(.*?)\s+(.*?)\s+(.*?)\s+(.*?)\s+(.*?)\s+(.*?)\s*$/

      def initialize(path = nil)
        @path = path || '/etc/inetd.conf'
        @content = read_file_content(@path)
      end

      # A service of this name, not Ruby's method.
      def exec
        read_params['exec']
      end

      def method_missing(name)
        read_params[name.to_s]
      end

      def respond_to_missing?(_name, _all = false)
        false
      end

      def read_params
        return {} if @content.nil?
        @params ||= SimpleConfig.new(@content, assignment_regex: ASSIGNMENT, key_values: 6).params
      end

      def resource_id
        @path
      end

      def to_s
        'inetd.conf'
      end
    end
  end
end
