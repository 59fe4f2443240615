# kernel_module: whether a module of the kernel is loaded, and whether it may be.
module Cincture
  module Resources
    class KernelModule < Inspec.resource(1)
      name 'kernel_module'
      supports platform: 'unix'
      desc 'A module of the kernel.'

      # Where modprobe's configuration is; a file hides those of the same name in later folders.
      FOLDERS = ['/etc/modprobe.d', '/run/modprobe.d', '/usr/local/lib/modprobe.d', '/usr/lib/modprobe.d', '/lib/modprobe.d'].freeze

      def initialize(modulename = nil)
        @module = modulename
      end

      # The list that `lsmod` prints. A kernel that cannot load any has none.
      def loaded?
        list = Host.read('/proc/modules')
        return !(list.scrub =~ Regexp.new('^' + Regexp.escape(@module) + '\s')).nil? unless list.nil?
        return false if Host.stat('/proc/sys/kernel', true)
        raise TargetError, 'the target does not tell the modules of its kernel: it has no /proc'
      end

      def disabled?
        says?("^install\\s+#{@module}\\s+/(s?)bin/(true|false)")
      end

      def blacklisted?
        says?("^blacklist\\s+#{@module}") || disabled?
      end

      # nil for a module that is not there, or has none.
      def version
        stdout, stderr, status = Host.run("#{tool('modinfo')} -F version #{@module}")
        return stdout.scrub.delete("\n") if status == 0
        return nil unless status == 126 || status == 127
        raise TargetError, "`modinfo` does not run in the target: #{stderr.scrub.strip}"
      end

      def resource_id
        @module || 'Kernel Module'
      end

      def to_s
        "Kernel Module #{@module}"
      end

      private

      def says?(pattern)
        !(configuration =~ Regexp.new(pattern)).nil?
      end

      # What modprobe itself would go by. Where it is not there, or is one that cannot say, its files are read.
      def configuration
        @configuration ||= printed || files
      end

      def printed
        return nil unless Host.can_run?
        stdout, _stderr, status = Host.run("#{tool('modprobe')} --showconfig")
        status == 0 ? stdout.scrub : nil
      end

      def files
        found = {}
        FOLDERS.each do |folder|
          (Host.list(folder) || []).sort.each do |name|
            found[name] ||= folder + '/' + name if name.end_with?('.conf')
          end
        end
        found.values.map { |path| commands(Host.read(path) || '') }.join
      end

      # Names have underscores only, as modprobe prints them.
      def commands(text)
        text.scrub.split("\\\n").join(' ').split("\n").map { |line|
          word, name, rest = line.strip.split(/\s+/, 3)
          name.nil? || word.start_with?('#') ? '' : [word, name.tr('-', '_'), rest].compact.join(' ') + "\n"
        }.join
      end

      def tool(name)
        inspec.os.redhat? || inspec.os.name == 'fedora' ? '/sbin/' + name : name
      end
    end
  end
end
