# selinux: its state, policy, modules and booleans.
module Cincture
  module Resources
    # Rows that the tools of SELinux print, which a profile may narrow down.
    class SelinuxModuleFilter
      attr_reader :modules

      table = FilterTable.create
      table.register_custom_matcher(:exists?) { |modules| !modules.entries.empty? }
      table.register_column(:names, field: :name)
           .register_column(:status, field: :status)
           .register_column(:states, field: :state)
           .register_column(:priorities, field: :priority)
           .register_custom_matcher(:enabled?) { |modules| modules.states[0] == 'enabled' }
           .register_custom_matcher(:installed?) { |modules| modules.status[0] == 'installed' }
      table.install_filter_methods_on_resource(self, :modules)

      def initialize(modules)
        @modules = modules
      end

      def to_s
        'SELinux modules'
      end
    end

    class SelinuxBooleanFilter
      attr_reader :booleans

      table = FilterTable.create
      table.register_custom_matcher(:exists?) { |booleans| !booleans.entries.empty? }
      table.register_column(:names, field: :name)
           .register_column(:states, field: :state)
           .register_column(:defaults, field: :default)
           .register_custom_matcher(:on?) { |booleans| booleans.states[0] == 'on' }
      table.install_filter_methods_on_resource(self, :booleans)

      def initialize(booleans)
        @booleans = booleans
      end

      def to_s
        'SELinux booleans'
      end
    end

    class Selinux < Inspec.resource(1)
      name 'selinux'
      supports platform: 'linux'
      desc 'SELinux: mode, policy, modules, booleans.'

      def initialize(path = '/etc/selinux/config')
        @path = path
        stdout, stderr, status = Host.run(inspec.os.name == 'amazon' ? '/usr/sbin/sestatus' : 'sestatus')
        raise Inspec::Exceptions::ResourceSkipped, "Skipping resource: #{stdout}\n#{stderr}" if status != 0
        @data = {}
        lines = stdout.scrub.delete(" \r").downcase.split("\n")
        lines.each do |line|
          key, value = line.split(':', 2)
          @data[key] = value
        end
      end

      def installed?
        inspec.file(@path).exist?
      end

      def disabled?
        @data['selinuxstatus'] == 'disabled'
      end

      def enforcing?
        @data['currentmode'] == 'enforcing'
      end

      def permissive?
        @data['currentmode'] == 'permissive'
      end

      def policy
        @data['loadedpolicyname']
      end

      def modules
        rows = lines_of('semodule -lfull').map do |line|
          priority, name, _language, state = line.split(' ')
          { name: name, status: 'installed', state: state || 'enabled', priority: priority }
        end
        SelinuxModuleFilter.new(rows)
      end

      def booleans
        rows = lines_of('semanage boolean -l -n').map do |line|
          name, state, default = line.split(/[(,)]/).map { |part| part.strip }
          { name: name, state: state, default: default }
        end
        SelinuxBooleanFilter.new(rows)
      end

      def to_s
        'SELinux'
      end

      private

      def lines_of(command)
        stdout, stderr, status = Host.run(command)
        return stdout.scrub.split("\n") if status == 0
        raise TargetError, "`#{command}` failed in the target: #{stderr.scrub.strip}"
      end
    end
  end
end
