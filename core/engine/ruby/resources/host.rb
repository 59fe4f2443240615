# host: whether the target can resolve a name and reach an address. All of it is asked by the target, with its own tools.
module Cincture
  module Resources
    class HostResource < Inspec.resource(1)
      name 'host'
      supports platform: 'unix'
      desc 'Another host, as the target sees it.'

      IPV4 = /\A\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\z/
      IPV6 = /\A[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%.+)?\z/
      # getent's exit status for a name that is not known.
      UNKNOWN_NAME = 2

      attr_reader :hostname, :port, :protocol

      def initialize(hostname, params = {})
        @hostname = hostname
        @port = params[:port]
        if params[:proto]
          proto_is_deprecated('resource `proto` resource parameter')
          @protocol = params[:proto]
        else
          @protocol = params.fetch(:protocol, 'icmp')
        end
        missing = ['tcp', 'udp'].include?(@protocol) ? missing_tools : []
        return if missing.empty?
        skip_resource "The following requirements are not met for this resource: #{missing.join(', ')}"
      end

      def proto
        Inspec.deprecate(:host_resource_proto_usage,
                         'The host resource `proto` method is deprecated. Please use `protocol`.')
        protocol
      end

      def resolvable?(type = nil)
        warn "The `host` resource ignores #{type} parameters. Continue to resolve host." unless type.nil?
        !ipaddress.nil?
      end

      def reachable?
        if protocol != 'icmp' && (port.nil? || protocol.nil?)
          raise "Protocol required with port. Use `host` resource with host('#{hostname}', port: 1234, proto: 'tcp') parameters."
        end
        ping[:success]
      end

      def connection
        ping[:connection]
      end

      def socket
        ping[:socket]
      end

      # Its addresses; nil where the name has none.
      def ipaddress
        @addresses ||= resolve
        @addresses.empty? ? nil : @addresses
      end

      def ipv4_address
        known_addresses.select { |address| address =~ IPV4 }
      end

      def ipv6_address
        known_addresses.select { |address| address =~ IPV6 }
      end

      def resource_id
        port ? "#{hostname}-#{port}-#{protocol}" : hostname
      end

      def to_s
        port ? "Host #{hostname} port #{port} proto #{protocol}" : "Host #{hostname}"
      end

      private

      # A name without addresses has no list of them, in InSpec too: nothing may pass for one.
      def known_addresses
        ipaddress || raise(Inspec::Exceptions::ResourceFailed, "Host #{hostname} has no address")
      end

      def proto_is_deprecated(what)
        Inspec.deprecate(:host_resource_proto_usage, "The `host` #{what} is deprecated. Please use `protocol`.")
      end

      # The name of the program that connects: netcat's, or none for a shell that can do it itself.
      def netcat
        @netcat ||= ['nc', 'ncat'].find { |name| inspec.command(name).exist? } || ''
      end

      def missing_tools
        return [] unless netcat.empty?
        _stdout, _stderr, status = Host.run("strings `which bash` | grep -qE '/dev/(tcp|udp)/'")
        return ['netcat must be installed'] if status != 0
        inspec.command('timeout').exist? ? [] : ['timeout (part of coreutils) or netcat must be installed']
      end

      def ping
        @ping ||= ['tcp', 'udp'].include?(protocol) ? connect : echo
      end

      def connect
        command = if netcat.empty?
                    "timeout 1 bash -c \"< /dev/#{protocol}/#{hostname}/#{port}\""
                  else
                    "echo | #{netcat} -v -w 1 #{protocol == 'udp' ? '-u' : ''} #{hostname} #{port}"
                  end
        result(*Host.run(command), command)
      end

      def echo
        command = "ping -w 1 -c 1 #{hostname}"
        stdout, stderr, status = Host.run(command)
        if status != 0 && stderr =~ /not permitted|permission denied/i
          raise TargetError, "`#{command}` is not allowed in the target: #{stderr.scrub.strip}"
        end
        result(stdout, stderr, status, command)
      end

      def result(stdout, stderr, status, command)
        raise TargetError, "the target has not what it takes to run `#{command}`" if [126, 127].include?(status)
        { success: status == 0, connection: stderr.scrub, socket: stdout.scrub }
      end

      def resolve
        command = "getent ahosts #{hostname}"
        stdout, stderr, status = Host.run(command)
        return [] if status == UNKNOWN_NAME
        raise TargetError, "`#{command}` failed in the target: #{stderr.scrub.strip}" if status != 0
        addresses = stdout.scrub.split("\n").map { |line| line.split(/\s+/, 2)[0].to_s }
        addresses.select { |address| address =~ IPV4 || address =~ IPV6 }.uniq
      end
    end
  end
end
