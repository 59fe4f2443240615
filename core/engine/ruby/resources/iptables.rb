# iptables, ip6tables: the rules of the target's packet filter, as `iptables -S` prints them.
module Cincture
  module Resources
    class IpTables < Inspec.resource(1)
      name 'iptables'
      supports platform: 'linux'
      desc 'Rules of the packet filter.'

      COMMENT = / -m comment --comment "([^"]*)"/

      def initialize(params = {})
        @table = params[:table]
        @chain = params[:chain]
        @ignore_comments = params[:ignore_comments] || false
      end

      def has_rule?(rule = nil, _table = nil, _chain = nil)
        retrieve_rules.any? { |line| line.casecmp(rule) == 0 }
      end

      # None for a table or chain that there is not.
      def retrieve_rules
        @rules ||= ask
      end

      def resource_id
        to_s
      end

      def to_s
        "#{title} #{@table && "table: #{@table}"} #{@chain && "chain: #{@chain}"}".strip
      end

      private

      def title
        'Iptables'
      end

      def program
        'iptables'
      end

      def ask
        command = "#{find_program} #{@table && "-t #{@table}"} -S #{@chain}".strip
        stdout, stderr, status = Host.run(command)
        return [] if status != 0 && stderr =~ /no chain|does not exist/i
        raise TargetError, "`#{command}` failed in the target: #{stderr.scrub.strip}" if status != 0
        lines = stdout.scrub.split("\n")
        @ignore_comments ? lines.map { |line| line.gsub(COMMENT, '') } : lines.map { |line| line.strip }
      end

      def find_program
        found = ["/usr/sbin/#{program}", "/sbin/#{program}", program].find { |path| inspec.command(path).exist? }
        found || raise(Inspec::Exceptions::ResourceFailed, "Could not find `#{program}`")
      end
    end

    class Ip6Tables < IpTables
      name 'ip6tables'
      supports platform: 'linux'
      desc 'Rules of the packet filter for IPv6.'

      # Comments stay, in InSpec too.
      def initialize(params = {})
        super(table: params[:table], chain: params[:chain])
      end

      private

      def title
        'Ip6tables'
      end

      def program
        'ip6tables'
      end
    end
  end
end
