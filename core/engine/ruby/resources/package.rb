# package: whether a package is installed, and its version. dpkg's and apk's databases are read as files, so that this
# works in images that lack the tools.
module Cincture
  module Resources
    class Package < Inspec.resource(1)
      name 'package'
      supports platform: 'unix'
      desc 'A package of the target\'s package manager.'

      def initialize(package_name, options = {}, **more)
        @package_name = package_name
        @manager = manager(options.merge(more))
      end

      def installed?(_provider = nil, _version = nil)
        info[:installed] == true
      end

      def held?(_provider = nil, _version = nil)
        info[:held] == true
      end

      def latest?(_provider = nil, _version = nil)
        !info[:only_version_no].nil? && !latest_version.nil? && info[:only_version_no] == latest_version
      end

      # {} if the package is not known.
      def info
        @info ||= @manager.info(@package_name.to_s)
      end

      def version
        info[:version]
      end

      def latest_version
        @latest_version ||= @manager.latest_version(@package_name.to_s)
      end

      def resource_id
        @package_name || 'System Package'
      end

      def to_s
        "System Package #{@package_name}"
      end

      private

      def manager(options)
        os = inspec.os
        if os.debian?
          DebPackages.new
        elsif os.redhat? || ['suse', 'amazon', 'fedora'].include?(os[:family])
          RpmPackages.new(options[:rpm_dbpath])
        elsif os[:name] == 'arch'
          PacmanPackages.new
        elsif os[:name] == 'alpine'
          ApkPackages.new
        else
          raise Inspec::Exceptions::ResourceSkipped, 'The `package` resource is not supported on your OS yet.'
        end
      end
    end

    # What the package managers have in common.
    class PackageManager
      def latest_version(name)
        stdout, stderr, status = Host.run(latest_command(Shell.escape(name)))
        if status != 0
          raise Inspec::Exceptions::ResourceFailed, "Failed to fetch latest version. Error: #{stderr}"
        end
        number(stdout)
      end

      private

      # The highest version number of at least three parts in a text.
      def number(text)
        return nil if text.nil?
        text.scrub.scan(/\d+(?:\.\d+){2,}/).sort_by { |s| s.split('.').map { |n| n.rjust(20, '0') } }[-1]
      end

      # Runs the manager's own tool; nil where it said, in the words that the block knows, that there is no such package.
      # A tool that is missing, or whose database cannot be read, has not said so.
      def ask(tool, arguments)
        stdout, stderr, status = Host.run("LC_ALL=C #{tool} #{arguments}")
        return stdout.scrub if status == 0
        raise TargetError, "`#{tool}` does not run in the target" if status == 126 || status == 127
        return nil if yield(stdout.scrub, stderr.scrub)
        raise TargetError, "`#{tool}` failed in the target with status #{status}: #{(stderr + stdout).scrub.strip}"
      end

      # "Name : value" lines; the last one of a name holds.
      def fields(text)
        found = {}
        text.split("\n").each do |line|
          key, value = line.split(':', 2)
          found[key.strip] = value.strip unless value.nil? || line.start_with?(' ')
        end
        found
      end
    end

    class DebPackages < PackageManager
      def info(name)
        stanza = find(name)
        return {} unless stanza
        found = fields(stanza)
        want, _ok, state = (found['Status'] || 'install ok installed').split(' ')
        return {} if state == 'not-installed'
        { name: found['Package'], installed: state == 'installed', held: want == 'hold', version: found['Version'],
          type: 'deb', only_version_no: number(found['Version']) }
      end

      # The fields of each package.
      def all
        databases.map { |text| text.split("\n\n") }.flatten.map { |stanza| fields(stanza) }.select { |found| found['Package'] }
      end

      private

      def latest_command(name)
        "apt list #{name} -a"
      end

      # An installed one first: one name can be there for several architectures.
      def find(name)
        name, arch = name.split(':', 2)
        stanzas = databases.map { |text| stanzas_of(text, name) }.flatten
        stanzas = stanzas.select { |s| fields(s)['Architecture'] == arch } if arch && arch != 'any'
        stanzas.find { |s| s.include?(' ok installed') } || stanzas[0]
      end

      def stanzas_of(text, name)
        text = "\n" + text
        head = "\nPackage: " + name + "\n"
        found = []
        at = text.index(head)
        while at
          start = (text.rindex("\n\n", at) || -1) + 1
          stop = text.index("\n\n", at + 1) || text.length
          found << text[start...stop].strip
          at = text.index(head, stop)
        end
        found
      end

      # Distroless images have a file for each package instead.
      def databases
        status = Host.read('/var/lib/dpkg/status')
        singles = Host.list('/var/lib/dpkg/status.d') || []
        texts = singles.reject { |n| n.end_with?('.md5sums') }.map { |n| Host.read('/var/lib/dpkg/status.d/' + n) }
        texts = ([status] + texts).compact
        raise TargetError, 'the target has no package database of dpkg' if texts.empty?
        texts.map { |t| t.scrub }
      end
    end

    class ApkPackages < PackageManager
      def info(name)
        text = Host.read('/lib/apk/db/installed') || Host.read('/usr/lib/apk/db/installed')
        raise TargetError, 'the target has no package database of apk' if text.nil?
        stanza = text.scrub.split("\n\n").find { |s| ("\n" + s + "\n").include?("\nP:" + name + "\n") }
        return {} unless stanza
        version = fields(stanza)['V']
        { name: name, installed: true, version: version, type: 'pkg', only_version_no: number(version) }
      end

      private

      def latest_command(name)
        "apk info #{name}"
      end
    end

    class RpmPackages < PackageManager
      def initialize(dbpath)
        @dbpath = dbpath
        return if dbpath.nil? || TargetFile.new(dbpath).directory?
        raise Inspec::Exceptions::ResourceSkipped,
              "The following requirements are not met for this resource: RPMDB #{dbpath} does not exist"
      end

      def info(name)
        place = @dbpath ? '--dbpath ' + Shell.escape(@dbpath) + ' ' : ''
        # It says so of a database that it cannot open, too.
        text = ask('rpm', '-qi ' + place + Shell.escape(name)) do |stdout, stderr|
          stdout.include?('is not installed') && !(stdout + stderr).include?('error:')
        end
        return {} if text.nil?
        found = fields(text)
        # Old versions print two fields on a line.
        version = (found['Version'] || '').split(' ')[0]
        release = (found['Release'] || '').split(' ')[0]
        { name: found['Name'], installed: true, version: "#{version}-#{release}", type: 'rpm', only_version_no: version }
      end

      private

      def latest_command(name)
        "yum list #{name}"
      end
    end

    class PacmanPackages < PackageManager
      def info(name)
        text = ask('pacman', '-Qi ' + Shell.escape(name)) { |_stdout, stderr| stderr.include?("' was not found") }
        return {} if text.nil?
        found = fields(text)
        { name: found['Name'], installed: true, version: found['Version'], type: 'pacman',
          only_version_no: number(found['Version']) }
      end

      private

      def latest_command(name)
        "pacman -Ss #{name} | grep #{name} | grep installed"
      end
    end
  end
end
