# ssh_config, sshd_config and sshd_active_config: the settings of OpenSSH.
module Cincture
  module Resources
    class SshConfig < Inspec.resource(1)
      include FileReader

      name 'ssh_config'
      supports platform: 'unix'
      desc 'The settings of the SSH client.'

      ASSIGNMENT = /^\s*(\S+?)\s+(.*?)\s*$/

      def initialize(path = nil, _type = nil)
        @path = path || '/etc/ssh/ssh_config'
        content
      end

      def content
        @content ||= read_file_content(@path)
      end

      def params(*keys)
        keys.inject(read_params) { |inner, key| inner.respond_to?(:key) ? inner[key] : nil }
      end

      # Names without regard to case; of two that are the same the first counts, as it does for OpenSSH.
      def convert_hash(hash)
        found = {}
        hash.each { |name, value| found[name.downcase] ||= value }
        found
      end

      def method_missing(name)
        value = read_params[name.to_s.downcase]
        return nil if value.nil?
        value.length == 1 ? value[0] : value
      end

      def respond_to_missing?(_name, _all = false)
        false
      end

      def resource_id
        @path
      end

      def to_s
        'SSH Configuration'
      end

      private

      def read_params
        @params ||= convert_hash(SimpleConfig.new(content, assignment_regex: ASSIGNMENT, multiple_values: true).params)
      end
    end

    class SshdConfig < SshConfig
      name 'sshd_config'
      supports platform: 'unix'
      desc 'The settings of the SSH server.'

      def initialize(path = nil)
        super(path || '/etc/ssh/sshd_config')
      end

      def to_s
        'SSHD Configuration'
      end
    end

    # The file that the server itself says it reads.
    class SshdActiveConfig < SshdConfig
      name 'sshd_active_config'
      supports platform: 'unix'
      desc 'The settings of the SSH server, from the file that it reads.'

      COMMAND = 'sudo /usr/sbin/sshd -dd 2>&1'.freeze

      attr_reader :active_path

      def initialize
        @active_path = asked_path || '/etc/ssh/sshd_config'
        super(@active_path)
      end

      def to_s
        "SSHD Active Configuration (active path: #{@path})"
      end

      private

      # nil where the server does not say; InSpec then takes the usual place.
      def asked_path
        stdout, _stderr, _status = Host.run(COMMAND)
        line = stdout.scrub.split("\n").find { |l| l.include?('filename') }
        path = line && line.split('filename')[-1].strip
        path.nil? || path.empty? ? nil : path
      end
    end
  end
end
