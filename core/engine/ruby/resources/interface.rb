# interface: a network interface of the target.
module Cincture
  module Resources
    class NetworkInterface < Inspec.resource(1)
      name 'interface'
      supports platform: 'unix'
      desc 'A network interface: state, speed, addresses.'

      FOLDER = '/sys/class/net'.freeze

      # The names of all interfaces.
      def self.names
        Host.list(FOLDER) || raise(TargetError, "the target does not tell its network interfaces: it has no #{FOLDER}")
      end

      def initialize(iface)
        @iface = iface
      end

      def exists?
        return @exists if defined?(@exists)
        @exists = NetworkInterface.names.include?(@iface) && Host.stat(folder, true)['kind'] == 'directory'
      end

      def up?
        exists? && Host.read("#{folder}/operstate").to_s.strip == 'up'
      end

      def name
        exists? ? @iface : nil
      end

      # Mbit/s; what the kernel says instead of a number as it is; nil for an interface that has no speed.
      def speed
        return nil unless exists?
        stdout, stderr, status = Host.run("cat #{folder}/speed")
        text = stdout.scrub.strip
        return text =~ /^\d+$/ ? text.to_i : text if status == 0 && !text.empty?
        return nil if stderr =~ /invalid argument/i
        raise TargetError, "the speed of #{@iface} cannot be read: #{stderr.scrub.strip}"
      end

      def ipv4_address?
        !ipv4_addresses.empty?
      end

      def ipv6_address?
        !ipv6_addresses.empty?
      end

      def ipv4_address
        ipv4_addresses.first
      end

      def ipv4_addresses
        ipv4_cidrs.map { |cidr| cidr.split('/')[0] }
      end

      def ipv6_address
        ipv6_addresses.first
      end

      def ipv6_addresses
        ipv6_cidrs.map { |cidr| cidr.split('/')[0] }
      end

      def ipv4_addresses_netmask
        ipv4_cidrs.map do |cidr|
          address, length = cidr.split('/')
          mask = (0xffffffff << (32 - length.to_i)) & 0xffffffff
          "#{address}/#{[24, 16, 8, 0].map { |shift| (mask >> shift) & 255 }.join('.')}"
        end
      end

      def ipv4_cidrs
        @ipv4 ||= exists? ? addresses(4) : []
      end

      def ipv6_cidrs
        @ipv6 ||= exists? ? addresses(6) : []
      end

      def resource_id
        @iface || 'Interface'
      end

      def to_s
        "Interface #{@iface}"
      end

      private

      def folder
        "#{FOLDER}/#{@iface}"
      end

      # BusyBox's `ip` has no brief form: there InSpec finds no addresses.
      def addresses(version)
        stdout, _stderr, status = Host.run("/sbin/ip -br -#{version} address show dev #{@iface}")
        return cidrs(stdout.scrub.split("\n").last.to_s.split(' ')[2..-1] || []) if status == 0
        stdout, stderr, status = Host.run("ip -o -#{version} address show dev #{@iface}")
        raise TargetError, "`ip` fails in the target: #{stderr.scrub.strip}" if status != 0
        cidrs(stdout.scrub.split("\n").map { |line| line[/ inet6? (\S+)/, 1].to_s })
      end

      # Metrics and peers stand between the addresses.
      def cidrs(words)
        words.select { |word| word =~ %r{\A[0-9a-f.:]+/\d+\z} }
      end
    end
  end
end
