# interfaces: all network interfaces of the target.
module Cincture
  module Resources
    class Interfaces < Inspec.resource(1)
      name 'interfaces'
      supports platform: 'unix'
      desc 'The network interfaces.'

      # First and last address of the networks that are not seen from outside, the worst answer first.
      PRIVATE = [['127.0.0.0', '127.255.255.255'], ['192.168.0.0', '192.168.255.255'], ['172.16.0.0', '172.31.255.255'],
                 ['10.0.0.0', '10.255.255.255']].freeze

      table = FilterTable.create
      table.register_column(:names, field: 'name')
      table.install_filter_methods_on_resource(self, :iface_data)

      def iface_data
        @iface_data ||= NetworkInterface.names.map { |name| { 'name' => name } }
      end

      # The address that others most likely know the target by.
      def ipv4_address
        up = names.map { |name| inspec.interface(name) }.select { |interface| interface.up? && interface.ipv4_address? }
        left = up.map { |interface| interface.ipv4_addresses }.flatten
        PRIVATE.each do |first, last|
          better = left.reject { |address| number(address).between?(number(first), number(last)) }
          break if better.empty?
          left = better
        end
        left.first.to_s
      end

      def to_s
        'Interfaces'
      end

      private

      def number(address)
        address.split('.').inject(0) { |sum, part| sum * 256 + part.to_i }
      end
    end
  end
end
