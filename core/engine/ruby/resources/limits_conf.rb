# limits_conf: the limits that PAM sets, [type, item, value] by domain.
module Cincture
  module Resources
    class LimitsConf < Inspec.resource(1)
      include FileReader

      name 'limits_conf'
      supports platform: 'unix'
      desc 'The limits in /etc/security/limits.conf.'

      ASSIGNMENT = /^\s*(\S+?)\s+(.*?)\s+(.*?)\s+(.*?)\s*$/

      def initialize(path = nil)
        @path = path || '/etc/security/limits.conf'
        @content = read_file_content(@path)
      end

      def method_missing(name)
        read_params[name.to_s]
      end

      def respond_to_missing?(_name, _all = false)
        false
      end

      def read_params
        return {} if @content.nil?
        @params ||= SimpleConfig.new(@content, assignment_regex: ASSIGNMENT, key_values: 3, multiple_values: true).params
      end

      def resource_id
        @path
      end

      def to_s
        'limits.conf'
      end
    end
  end
end
