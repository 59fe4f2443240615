# etc_hosts_allow and etc_hosts_deny: the rules of TCP wrappers, as tables.
module Cincture
  module Resources
    class EtcHostsAllow < Inspec.resource(1)
      include FileReader
      include CommentParser

      name 'etc_hosts_allow'
      supports platform: 'unix'
      desc 'The rules in /etc/hosts.allow.'

      COMMENTS = { comment_char: '#', standalone_comments: false }.freeze

      attr_reader :params

      def initialize(path = nil)
        @path = path || '/etc/hosts.allow'
        lines = read_file_content(@path).lines.map { |line| [line, parse_comment_line(line, COMMENTS)[0]] }
        lines = lines.reject { |_, rule| rule.empty? }
        @params = lines.map { |line, rule| split_daemons(line, rule) }.flatten.map { |rule| parse_rule(rule) }
      end

      table = FilterTable.create
      table.register_column(:daemon, field: 'daemon')
           .register_column(:client_list, field: 'client_list')
           .register_column(:options, field: 'options')
      table.install_filter_methods_on_resource(self, :params)

      def to_s
        'hosts.allow Configuration'
      end

      def resource_id
        @path
      end

      private

      # A rule for each daemon.
      def split_daemons(line, rule)
        rest = line.split(':', 2)[1]
        raise TypeError, 'no implicit conversion of nil into String' if rest.nil?
        rule.split(':')[0].split(',').map { |daemon| parse_comment_line("#{daemon} : #{rest}", COMMENTS)[0] }
      end

      def parse_rule(rule)
        daemon, rest = rule.split(/:\s+/, 2)
        clients, options = (rest || '').split(/\s+:\s+/, 2)
        { 'daemon' => daemon.strip, 'client_list' => (clients || '').split(/,/).map { |client| client.strip },
          'options' => (options || '').split(/:\s+/).map { |option| option.strip } }
      end
    end

    class EtcHostsDeny < EtcHostsAllow
      name 'etc_hosts_deny'
      supports platform: 'unix'
      desc 'The rules in /etc/hosts.deny.'

      def initialize(path = nil)
        return skip_resource('`etc_hosts_deny` is not supported on your OS') unless inspec.os.linux?
        super(path || '/etc/hosts.deny')
      end

      def to_s
        'hosts.deny Configuration'
      end
    end
  end
end
