# ntp_conf and chrony_conf: the settings of the programs that set the clock.
module Cincture
  module Resources
    class NtpConf < Inspec.resource(1)
      include FileReader

      name 'ntp_conf'
      supports platform: 'unix'
      desc 'The settings of ntpd.'

      ASSIGNMENT = /^\s*(\S+)\s+(.*)\s*$/

      def initialize(path = nil)
        @path = path || default_path
        @content = read_file_content(@path)
      end

      # What is set once is a text, what is set several times an array.
      def method_missing(name)
        value = read_params[name.to_s]
        value.is_a?(Array) && value.length == 1 ? value[0] : value
      end

      def respond_to_missing?(_name, _all = false)
        false
      end

      def resource_id
        @path
      end

      def to_s
        'ntp.conf'
      end

      private

      def default_path
        '/etc/ntp.conf'
      end

      def read_params
        return {} if @content.nil?
        @params ||= SimpleConfig.new(@content, assignment_regex: ASSIGNMENT, multiple_values: true).params
      end
    end

    class ChronyConf < NtpConf
      name 'chrony_conf'
      supports platform: 'unix'
      desc 'The settings of chronyd.'

      def to_s
        'chrony.conf'
      end

      private

      def default_path
        '/etc/chrony.conf'
      end
    end
  end
end
