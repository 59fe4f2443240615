# virtualization: what the target runs in. A container of Kubernetes and a root file system are `docker`, whatever runs
# them: it is the name that profiles ask for. The rest is InSpec's detection, in its order.
module Cincture
  module Resources
    class Virtualization < Inspec.resource(1)
      name 'virtualization'
      supports platform: 'unix'
      desc 'The kind of container or virtual machine that the target is.'

      # What is asked one after the other; the first that finds something answers.
      DETECTIONS = [:kubernetes, :xen, :docker, :virtualbox, :lxd, :container, :linux_vserver, :kvm_by_cpu, :kvm_by_device, :openvz,
                    :openstack, :parallels, :vmware, :hyperv].freeze
      CPU_OF_KVM = /QEMU Virtual CPU|Common KVM processor|Common 32-bit KVM processor/
      # Where kubelet keeps what it mounts into a container, on any of its data folders.
      OF_KUBELET = /\/pods\/[^\/]+\/(etc-hosts\z|containers\/|volumes\/|volume-subpaths\/)/
      IN_CONTAINER = ['/dev/termination-log', '/run/secrets/kubernetes.io/serviceaccount',
                      '/var/run/secrets/kubernetes.io/serviceaccount'].freeze
      PRODUCT = '/sys/devices/virtual/dmi/id/product_name'.freeze

      attr_reader :system, :role

      def initialize
        found = nil
        DETECTIONS.each { |name| found ||= send(name) }
        @system, @role = found
      end

      def virtual_system?
        @role == 'guest'
      end

      def physical_system?
        @system.nil?
      end

      # InSpec has this property, and nothing in it.
      def params
        nil
      end

      def resource_id
        @system || 'virtualization'
      end

      def to_s
        'Virtualization Detection'
      end

      private

      def guest(system, condition = true)
        condition ? [system, 'guest'] : nil
      end

      def read(path)
        content = Host.read(path)
        content && content.scrub
      end

      def there?(path)
        !Host.stat(path, true).nil?
      end

      def kubernetes
        guest('docker', !Host.can_run? || (read('/proc/self/cgroup') || '').include?('/kubepods') || kubelet_mounts?)
      end

      # On the node itself these mounts stand in kubelet's own folder.
      def kubelet_mounts?
        (read('/proc/self/mountinfo') || '').split("\n").any? do |line|
          _id, _parent, _device, root, path = line.split(' ')
          IN_CONTAINER.include?(path) || (root =~ OF_KUBELET && !path.include?('/pods/'))
        end
      end

      def xen
        return nil unless there?('/proc/xen/capabilities')
        ['xen', read('/proc/xen/capabilities') =~ /control_d/i ? 'host' : 'guest']
      end

      def docker
        guest('docker', there?('/.dockerenv') || there?('/.dockerinit'))
      end

      def virtualbox
        modules = read('/proc/modules')
        return ['vbox', 'host'] if modules =~ /^vboxdrv/
        guest('vbox', modules =~ /^vboxguest/)
      end

      def lxd
        return guest('lxd') if there?('/dev/lxd/sock')
        there?('/var/lib/lxd/devlxd') ? ['lxd', 'host'] : nil
      end

      # Podman is known by its mark, which everybody may see, rather than by the environment of process 1.
      def container
        groups = read('/proc/self/cgroup')
        return nil if groups.nil?
        name = groups.match(/^\d+:[^:]+:\/(lxc|docker)\/.+$/) || groups.match(/^\d+:[^:]+:\/[^\/]+\/(lxc|docker)-.+$/)
        return guest(name[1]) if name
        return guest('podman') if there?('/run/.containerenv')
        groups =~ /\d:[^:]+:\/$/ && inspec.command('lxc-version').exist? ? ['lxc', 'host'] : nil
      end

      def linux_vserver
        id = (read('/proc/self/status') || '').match(/^(s_context|VxID):\s*(\d+)$/)
        id && ['linux-vserver', id[2] == '0' ? 'host' : 'guest']
      end

      def kvm_by_cpu
        guest('kvm', read('/proc/cpuinfo') =~ CPU_OF_KVM)
      end

      # The processor of a guest says that there is a hypervisor.
      def kvm_by_device
        return nil unless there?('/sys/devices/virtual/misc/kvm')
        ['kvm', read('/proc/cpuinfo') =~ /hypervisor/ ? 'guest' : 'host']
      end

      def openvz
        return ['openvz', 'host'] if there?('/proc/bc/0')
        guest('openvz', there?('/proc/vz'))
      end

      def openstack
        inspec.command('nova').exist? ? ['openstack', 'host'] : nil
      end

      def parallels
        guest('parallels', read('/proc/bus/pci/devices') =~ /1ab84000/)
      end

      def vmware
        guest('vmware', read(PRODUCT) =~ /^VMware/)
      end

      def hyperv
        guest('hyper-v', (read(PRODUCT) || '').rstrip == 'Virtual Machine')
      end
    end
  end
end
