# service and its kin: whether a service is installed, enabled at start, and running, by the service manager of the target.
module Cincture
  module Resources
    # The runlevels of a service, and whether it starts in each.
    class Runlevels < Hash
      attr_accessor :owner

      def self.from_hash(owner, levels = {}, filter = nil)
        found = Runlevels.new(owner)
        filter = filter.first if filter.is_a?(Array) && filter.length <= 1
        levels.keys.each { |level| found[level] = levels[level] if wanted?(level, filter) }
        found
      end

      def self.wanted?(level, filter)
        case filter
        when nil then true
        when Regexp then !(level.to_s =~ filter).nil?
        when Array then filter.map { |f| f.to_s }.include?(level.to_s)
        else level == filter
        end
      end

      def initialize(owner)
        super()
        @owner = owner
      end

      def filter(filter)
        Runlevels.from_hash(owner, self, filter)
      end

      def enabled?
        values.all?
      end

      def disabled?
        values.none?
      end

      def to_s
        "#{owner} runlevels #{keys.join(', ')}"
      end
    end

    # Of a service that is not known: each question for one fails, as in InSpec. None may pass for nil.
    class NoParams < Hash
      def method_missing(name, *)
        raise Inspec::Exceptions::ResourceFailed, "undefined method `#{name}' for {}:Hash"
      end

      def respond_to_missing?(_name, _all = false)
        false
      end
    end

    class Service < Inspec.resource(1)
      name 'service'
      supports platform: 'unix'
      desc 'A service of the target\'s service manager.'

      # The distributions whose releases from this one on have systemd, and the `service` command of those before.
      SYSTEMD_SINCE = {
        'redhat' => [7, '/sbin/service'], 'centos' => [7, '/sbin/service'], 'oracle' => [7, '/sbin/service'],
        'cloudlinux' => [7, '/sbin/service'], 'scientific' => [7, '/sbin/service'], 'rocky' => [7, '/sbin/service'],
        'almalinux' => [7, '/sbin/service'], 'fedora' => [15, '/sbin/service'], 'alibaba' => [3, '/sbin/service'],
        'suse' => [12, '/sbin/service'], 'opensuse' => [12, '/sbin/service']
      }.freeze

      attr_reader :service_ctl

      def initialize(service_name, service_ctl = nil)
        @service_name = service_name
        @service_ctl = service_ctl
        @manager = select_service_mgmt
        skip_resource 'The `service` resource is not supported on your OS yet.' if @manager.nil?
      end

      def select_service_mgmt
        os = inspec.os
        case os[:name]
        when 'ubuntu' then os[:release].to_f < 15.04 ? upstart : systemd
        when 'linuxmint' then os[:release].to_f < 18 ? upstart : systemd
        when 'debian' then debian(os[:release])
        when 'amazon' then amazon
        when 'arch', 'coreos', 'yocto' then systemd
        when 'alpine', 'wrlinux' then ServiceManagers::SysV.new(inspec, @service_name, service_ctl)
        else since(os)
        end
      end

      def enabled?(_level = nil)
        known? ? @manager.enabled? : false
      end

      def installed?(_name = nil, _version = nil)
        known? ? @manager.installed? : false
      end

      def running?(_under = nil)
        known? ? @manager.running? : false
      end

      def params
        known? ? Hashie::Mash.new(@manager.params || {}) : NoParams.new
      end

      def runlevels(*levels)
        return Runlevels.new(self) unless known? && @manager.runlevels
        Runlevels.from_hash(self, @manager.runlevels, levels)
      end

      def type
        known? ? @manager.type : nil
      end

      def name
        known? ? @manager.name : @service_name
      end

      def description
        known? ? @manager.description : nil
      end

      def startname
        known? ? @manager.startname : nil
      end

      # Known on Windows only.
      def startmode
        nil
      end

      def has_start_mode?(_mode)
        raise Inspec::Exceptions::ResourceSkipped, 'The `has_start_mode` matcher is not supported on your OS yet.'
      end

      def monitored_by?(tool)
        case tool
        when 'monit' then monit?
        when 'god' then monitored('god', " status #{@service_name}").strip =~ /^#{@service_name}: up/
        else raise Inspec::Exceptions::ResourceFailed, "The monitoring tool #{tool} is not yet supported by InSpec."
        end
      end

      def resource_id
        @service_name || 'Service'
      end

      def to_s
        "Service #{@service_name}"
      end

      private

      # Whether the service manager knows the service at all.
      def known?
        !@manager.nil? && @manager.known?
      end

      def systemd
        ServiceManagers::Systemd.new(inspec, @service_name, service_ctl)
      end

      def upstart
        ServiceManagers::Upstart.new(inspec, @service_name, service_ctl)
      end

      def debian(release)
        version = release == 'buster/sid' ? 10 : release.to_i
        return systemd if version > 7
        version > 0 ? ServiceManagers::SysV.new(inspec, @service_name, service_ctl || '/usr/sbin/service') : nil
      end

      def amazon
        inspec.command('initctl').exist? || inspec.command('/sbin/initctl').exist? ? upstart : systemd
      end

      def since(os)
        first, old = SYSTEMD_SINCE[os[:name]]
        return nil if first.nil?
        os[:release].to_i >= first ? systemd : ServiceManagers::SysV.new(inspec, @service_name, service_ctl || old)
      end

      def monit?
        lines = monitored('monit', ' summary').split("\n").map { |line| line.strip.squeeze(' ') }
        lines.any? { |line| line =~ /^#{@service_name} OK.*/ }
      end

      def monitored(tool, arguments)
        paths = ['/usr/sbin/', '/sbin/', '/usr/bin/', '/bin/', ''].map { |folder| folder + tool }
        path = paths.find { |p| inspec.command(p).exist? }
        raise Inspec::Exceptions::ResourceFailed, "Could not find `#{tool}`" if path.nil?
        stdout, stderr, status = Host.run(path + arguments)
        return stdout.scrub if status == 0
        raise Inspec::Exceptions::ResourceFailed, "Executing #{path}#{arguments} failed: #{stderr}"
      end
    end

    # The same, by a service manager that the profile names.
    class SystemdService < Service
      name 'systemd_service'
      supports platform: 'unix'

      def select_service_mgmt
        systemd
      end
    end

    class UpstartService < Service
      name 'upstart_service'
      supports platform: 'unix'

      def select_service_mgmt
        upstart
      end
    end

    class SysVService < Service
      name 'sysv_service'
      supports platform: 'unix'

      def select_service_mgmt
        ServiceManagers::SysV.new(inspec, @service_name, service_ctl)
      end
    end

    class RunitService < Service
      name 'runit_service'
      supports platform: 'unix'

      def select_service_mgmt
        ServiceManagers::Runit.new(inspec, @service_name, service_ctl)
      end
    end

    class BSDService < Service
      name 'bsd_service'
      supports platform: 'unix'

      def select_service_mgmt
        ServiceManagers::Foreign.new(inspec, @service_name, service_ctl)
      end
    end

    class LaunchdService < Service
      name 'launchd_service'
      supports platform: 'unix'

      def select_service_mgmt
        ServiceManagers::Foreign.new(inspec, @service_name, service_ctl)
      end
    end
  end
end
