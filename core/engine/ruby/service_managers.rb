# The service managers of Linux. A manager whose tool does not answer is no manager that knows no service: what the tool says is
# believed, and where it says nothing, the answer is an error unless files show that this manager does not run here.
module Cincture
  module ServiceManagers
    class Base
      def initialize(inspec, service, tool)
        @inspec = inspec
        @service = service
        @tool = tool || self.class::TOOL
      end

      def known?
        @known = find if @known.nil?
        @known
      end

      def installed?
        true
      end

      def name
        @service
      end

      def description
        nil
      end

      def startname
        nil
      end

      def params
        nil
      end

      def runlevels
        nil
      end

      private

      def ask(arguments)
        stdout, stderr, status = Host.run("#{@tool} #{arguments}")
        [stdout.scrub, stderr.scrub, status]
      end

      # For a tool that must be there, because it, or what it asks, was seen already.
      def ask_surely(arguments, broken = nil)
        stdout, stderr, status = ask(arguments)
        return [stdout, stderr, status] unless status == 126 || status == 127 || (broken && stderr =~ broken)
        raise TargetError, "`#{@tool} #{arguments}` failed in the target with status #{status}: #{stderr.strip}"
      end
    end

    class Systemd < Base
      TOOL = 'systemctl'.freeze
      # There as long as systemd is process 1.
      RUNS = '/run/systemd/system'.freeze
      NO_NAME = /(neither a valid invocation ID nor unit name|is not valid|missing the instance name)/
      NO_BUS = /Failed to (connect|get D-Bus|create bus)/

      def type
        'systemd'
      end

      attr_reader :params

      def installed?
        params['LoadState'] == 'loaded'
      end

      def name
        params['Id']
      end

      def description
        params['Description']
      end

      def startname
        params['User']
      end

      def running?
        ask_surely("is-active #{@service} --quiet", NO_BUS)[2] == 0
      end

      # A service that only has a script of System V is not known to `is-enabled` on some systems.
      def enabled?
        _stdout, stderr, status = ask_surely("is-enabled #{@service} --quiet", NO_BUS)
        return true if status == 0
        stderr =~ /Failed to get.*No such file or directory/ ? @inspec.sysv_service(@service).enabled? : false
      end

      private

      def find
        stdout, stderr, status = ask("show --no-pager --all #{@service}")
        if status != 0
          return false if stderr =~ NO_NAME || Host.stat(RUNS, true).nil?
          raise TargetError, "systemd runs, but `#{@tool} show` failed in the target: #{stderr.strip}"
        end
        @params = SimpleConfig.new(stdout.chomp, assignment_regex: /^\s*([^=]*?)\s*=\s*(.*?)\s*$/, multiple_values: false).params
        true
      end
    end

    # Scripts in /etc/init.d, and links to them for each runlevel.
    class SysV < Base
      TOOL = 'service'.freeze
      FOLDER = '/etc/init.d'.freeze

      def type
        'sysv'
      end

      def enabled?
        !started_in.empty?
      end

      def runlevels
        levels = {}
        (0..6).each { |level| levels[level] = started_in.include?(level) }
        levels
      end

      def running?
        ask_surely("#{@service} status")[2] == 0
      end

      private

      def find
        (Host.list(FOLDER) || []).include?(@service)
      end

      def started_in
        @started_in ||= begin
          line = Regexp.new('rc([0-6])\.d/S[^/]*?' + Regexp.escape(@service) + '$')
          (links('/etc') + links(FOLDER)).map { |path| path.match(line) }.compact.map { |found| found[1].to_i }.uniq
        end
      end

      # Links for the start in the folders `rc*.d` below a folder, whose own links are not followed.
      def links(folder)
        below = (Host.list(folder) || []).select { |name| name =~ /\Arc.*\.d\z/ }.map { |name| folder + '/' + name }
        below = below.select { |path| (Host.stat(path, false) || {})['kind'] == 'directory' }
        below.map { |path| starts(path) + links(path) }.flatten
      end

      def starts(folder)
        (Host.list(folder) || []).select { |name| name.start_with?('S') }.map { |name| folder + '/' + name }
      end
    end

    class Upstart < Base
      TOOL = 'initctl'.freeze

      def type
        @sysv ? @sysv.type : 'upstart'
      end

      def enabled?
        @sysv ? @sysv.enabled? : @enabled
      end

      def running?
        @sysv ? @sysv.running? : @running
      end

      def runlevels
        @sysv && @sysv.runlevels
      end

      private

      # What is no job of upstart may have a script of System V.
      def find
        stdout, _stderr, status = ask("status #{@service}")
        if status != 0 || stdout.empty?
          @sysv = SysV.new(@inspec, @service, nil)
          return @sysv.known?
        end
        @running = stdout.include?('start/running')
        @enabled = !(job =~ /^\s*start on/).nil?
        true
      end

      def job
        path = "/etc/init/#{@service}.conf"
        content = Host.read(path)
        raise Inspec::Exceptions::ResourceSkipped, "Can't find file: #{path}" if content.nil?
        content.scrub
      end
    end

    class Runit < Base
      TOOL = 'sv'.freeze

      def type
        'runit'
      end

      def installed?
        @installed
      end

      def running?
        @installed && !(@said =~ /^run:/).nil?
      end

      def enabled?
        running? || (@installed && (@said.include?('normally up') || @said.include?('want up')))
      end

      private

      def find
        @said, stderr, status = ask("status #{@service}")
        if @said + stderr =~ /(access|permission) denied/i
          raise TargetError, "`#{@tool} status` is not allowed in the target: #{(@said + stderr).strip}"
        end
        @installed = status == 0
        true
      end
    end

    # BSD's init and launchd, which no Linux has: they know no service.
    class Foreign < Base
      TOOL = 'service'.freeze

      private

      def find
        false
      end
    end
  end
end
