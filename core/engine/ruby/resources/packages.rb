# packages: the packages whose names fit a pattern, as a table.
module Cincture
  module Resources
    class Packages < Inspec.resource(1)
      name 'packages'
      supports platform: 'unix'
      desc 'Packages of the target\'s package manager.'

      RPM = "rpm -qa --queryformat '%{NAME}  %{VERSION}-%{RELEASE}  %{ARCH}\\n'".freeze
      APK = 'apk list --no-network --installed'.freeze
      # dpkg's abbreviations of what is wanted and what is there.
      WANTED = { 'install' => 'i', 'hold' => 'h', 'deinstall' => 'r', 'purge' => 'p' }.freeze
      THERE = { 'config-files' => 'c', 'half-installed' => 'H', 'unpacked' => 'U', 'half-configured' => 'F',
                'triggers-awaited' => 'W', 'triggers-pending' => 't' }.freeze

      def initialize(pattern)
        @list = list
        raise Inspec::Exceptions::ResourceSkipped, "The packages resource is not yet supported on OS #{inspec.os.name}" if @list.nil?
        @pattern = pattern.is_a?(String) ? Regexp.new(Regexp.escape(pattern)) : pattern
        unless @pattern.is_a?(Regexp)
          raise 'Invalid name argument to packages resource, please use a "string" or /regexp/'
        end
        @list = @list.select { |package| package[:name] =~ @pattern }
      end

      def rows
        @list || []
      end

      table = FilterTable.create
      table.register_column(:statuses, field: 'status', style: :simple)
           .register_column(:names, field: 'name')
           .register_column(:versions, field: 'version')
           .register_column(:architectures, field: 'architecture')
      table.install_filter_methods_on_resource(self, :rows)

      def to_s
        "Packages #{Text.inspect(@pattern)}"
      end

      private

      def list
        os = inspec.os
        return debs if os.debian?
        return rpms if os.redhat? || ['suse', 'amazon', 'fedora'].include?(os[:family])
        os[:name] == 'alpine' ? apks : nil
      end

      def debs
        found = DebPackages.new.all.map { |fields| deb(fields) }.compact
        found.sort_by { |package| [package[:name], package[:architecture].to_s] }
      end

      # A version without its epoch; nil for a package that dpkg only remembers.
      def deb(fields)
        want, _ok, state = (fields['Status'] || 'install ok installed').split(' ')
        return nil if state == 'not-installed'
        status = state == 'installed' ? 'installed' : (WANTED[want] || 'u') + (THERE[state] || '?')
        { status: status, name: fields['Package'], version: fields['Version'].to_s.split(':')[-1],
          architecture: fields['Architecture'] }
      end

      def rpms
        lines_of(RPM).map do |line|
          name, version, architecture = line.split('  ')
          { status: 'installed', name: name, version: version, architecture: architecture }
        end
      end

      # InSpec takes the name of the source for that of the package.
      def apks
        lines_of(APK).reject { |line| line =~ /^WARNING/i }.map do |line|
          full, architecture, origin = line.split(' ')
          { status: 'installed', name: origin.delete('{}^'), version: full.split('-')[-2], architecture: architecture }
        end
      end

      def lines_of(command)
        stdout, stderr, status = Host.run(command)
        return stdout.scrub.split("\n") if status == 0
        raise TargetError, "the list of packages cannot be had in the target: #{stderr.scrub.strip}"
      end
    end
  end
end
