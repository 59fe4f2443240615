# limits_conf: the limits that PAM sets, [type, item, value] by domain.
module Cincture
  module Resources
    class LimitsConf < Inspec.resource(1)
      include SettingsFile

      name 'limits_conf'
      supports platform: 'unix'
      desc 'The limits in /etc/security/limits.conf.'

      ASSIGNMENT = /^\s*(\S+?)\s+(.*?)\s+(.*?)\s+(.*?)\s*$/

      def initialize(path = nil)
        @path = path || '/etc/security/limits.conf'
        @content = read_file_content(@path)
      end

      def to_s
        'limits.conf'
      end

      private

      def form
        { assignment_regex: ASSIGNMENT, key_values: 3, multiple_values: true }
      end
    end
  end
end
