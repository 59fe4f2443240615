# auditd_conf: the settings of the audit daemon.
module Cincture
  module Resources
    class AuditDaemonConf < Inspec.resource(1)
      include FileReader

      name 'auditd_conf'
      supports platform: 'unix'
      desc 'The settings of the audit daemon.'

      attr_reader :conf_path, :content, :params

      def initialize(path = nil)
        @conf_path = path || '/etc/audit/auditd.conf'
        @content = read_file_content(@conf_path)
      end

      def method_missing(name)
        read_params[name.to_s]
      end

      def respond_to_missing?(_name, _all = false)
        false
      end

      def resource_id
        @conf_path
      end

      def to_s
        'Audit Daemon Config'
      end

      private

      def read_params
        return {} if @content.nil?
        @params ||= SimpleConfig.new(@content).params
      end
    end
  end
end
