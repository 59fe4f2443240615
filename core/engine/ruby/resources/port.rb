# port: what waits for connections, on which addresses, in which processes.
module Cincture
  module Resources
    class Port < Inspec.resource(1)
      name 'port'
      supports platform: 'unix'
      desc 'Ports of TCP and UDP that wait for others.'

      PROTOCOLS = ['tcp', 'tcp6', 'udp', 'udp6'].freeze

      # A port, or an address and a port.
      def initialize(*arguments)
        arguments.unshift(nil) if arguments.length <= 1
        @ip = arguments[0]
        @port = arguments[1].nil? ? nil : arguments[1].to_i
        skip_resource 'The `port` resource is not supported on your OS yet.' unless inspec.os.linux?
      end

      table = FilterTable.create
      table.register_column(:ports, field: 'port', style: :simple)
           .register_column(:addresses, field: 'address', style: :simple)
           .register_column(:protocols, field: 'protocol', style: :simple)
           .register_column(:processes, field: 'process', style: :simple, lazy_instance: :held_by)
           .register_column(:pids, field: 'pid', style: :simple, lazy_instance: :held_by)
           .register_custom_matcher(:listening?) { |sockets| !sockets.entries.empty? }
      table.install_filter_methods_on_resource(self, :rows)

      def to_s
        "Port #{@port}"
      end

      def rows
        @rows ||= inspec.os.linux? ? all.select { |row| wanted?(row) } : []
      end

      # Fills in process and program of a row that /proc/net told; nil for a socket that no process of the target holds.
      def held_by(row, _criterion = nil, _table = nil)
        return if row.key?('pid')
        @holders ||= Sockets.holders(rows.map { |r| r['inode'] }.compact)
        row['pid'], row['process'] = @holders[row['inode']]
      end

      private

      def wanted?(row)
        (@port.nil? || row['port'] == @port) && (@ip.nil? || row['address'] == @ip)
      end

      def all
        found = Host.can_run? ? printed : nil
        found ||= Sockets.read
        raise TargetError, 'the target has no `ss` that works, and no /proc/net' if found.nil?
        found
      end

      # As `ss` says it; nil where there is none.
      def printed
        return nil unless inspec.command('ss').exist?
        filter = @port.nil? ? '' : " '( dport = #{@port} or sport = #{@port} )'"
        stdout, _stderr, status = Host.run('ss -tulpen' + filter)
        status == 0 ? stdout.scrub.split("\n").map { |line| row(line) }.compact : nil
      end

      # Old versions of `ss` leave out the state.
      def row(line)
        words = line.split(/\s+/, 7)
        shift = words[1] =~ /^\d+$/ ? 0 : 1
        users = words[5 + shift].to_s
        protocol = words[0].to_s + (users.include?('v6only:1') ? '6' : '')
        local = words[3 + shift].to_s.match(/(\S+):(\*|\d+)$/)
        return nil if local.nil? || !PROTOCOLS.include?(protocol)
        pid, program = last_user(users)
        { 'port' => local[2].to_i, 'address' => address(local[1]), 'protocol' => protocol, 'process' => program, 'pid' => pid }
      end

      # Without brackets and interface; an IPv4 address inside of IPv6 as itself.
      def address(host)
        host = host.delete('f:') if host.start_with?('::ffff:')
        host = host.delete('[]').split('%').first
        host == '*' ? '0.0.0.0' : host
      end

      # Of several processes that share a socket the last, as `netstat` shows.
      def last_user(users)
        list = users.match(/users:\(\((.+)\)\)/)
        return [nil, nil] if list.nil?
        last = list[1].split('),(').last
        pid = last[/pid=(\d+)/, 1]
        [pid && pid.to_i, last[/^"(\S+)"/, 1]]
      end
    end
  end
end
