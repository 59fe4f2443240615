# What system the target is, found as train finds it: by the files that distributions leave in /etc.
# The target is a Linux: others are not scanned by this engine.
module Cincture
  class Platform
    FAMILIES = ['aix', 'redhat', 'debian', 'suse', 'bsd', 'solaris', 'linux', 'unix', 'windows', 'hpux', 'darwin', 'fedora',
                'yocto', 'chainguard', 'arista_eos', 'os'].freeze

    # Files by which systems are told apart.
    SIGNS = ['/etc/debian_version', '/etc/os-release', '/etc/lsb-release', '/usr/bin/raspi-config', '/etc/redhat-release',
             '/etc/system-release', '/etc/oracle-release', '/etc/enterprise-release', '/etc/SuSE-release',
             '/etc/arch-release', '/etc/exherbo-release', '/etc/alpine-release', '/etc/coreos/update.conf',
             '/etc/issue'].freeze

    # The one of this scan; the class itself is frozen.
    CURRENT = {}

    def self.current
      CURRENT[:it] ||= new
    end

    attr_reader :name, :release, :families

    def initialize
      @files = {}
      @release = 'unknown'
      detect
      @name = @name.downcase.tr(' ', '_')
    end

    alias family_hierarchy families

    def family
      @families[0]
    end

    # The machine's architecture. Only a running target can say it.
    def arch
      @arch ||= uname('-m')
    end

    def [](key)
      key = key.to_sym
      return send(key) if [:name, :release, :family, :families, :family_hierarchy, :arch].include?(key)
      return send(key) if FAMILIES.include?(key.to_s[0..-2]) && key.to_s.end_with?('?')
      'unknown'
    end

    FAMILIES.each do |family|
      define_method(family + '?') { @families.include?(family) }
    end

    def platform?(name)
      @name == name || @families.include?(name)
    end

    def in_family?(family)
      @families.include?(family)
    end

    def to_hash
      { release: @release, arch: arch }
    end

    # Whether one of a profile's or a resource's `supports` entries fits.
    def supported?(supports)
      raise ArgumentError, '`supports` is nil.' unless supports
      supports.empty? || supports.any? { |entry| entry.all? { |key, value| fits?(key, value) } }
    end

    private

    def fits?(key, value)
      case key.to_s.tr('-', '_')
      when 'os_family', 'platform_family' then in_family?(value)
      when 'os', 'platform' then platform?(value)
      when 'os_name', 'platform_name' then pattern?(value, @name)
      when 'release' then pattern?(value, @release)
      else false
      end
    end

    def pattern?(value, text)
      value = value.to_s
      return text == value unless value.include?('*')
      !(text =~ Regexp.new(value.split('*', -1).map { |part| Regexp.escape(part) }.join('.*?'))).nil?
    end

    def uname(flag)
      stdout, _stderr, status = Host.run('uname ' + flag)
      raise TargetError, "`uname #{flag}` does not run in the target" unless status == 0
      stdout.strip
    end

    def read(path)
      return @files[path] if @files.key?(path)
      content = Host.read(path)
      @files[path] = content && content.scrub
    end

    def detect
      debian || fedora || redhat || suse || single || small
    end

    def found(name, family, release)
      @name = name
      @release = release || 'unknown'
      @families = (family == 'linux' ? [] : [family]) + ['linux', 'unix', 'os']
      true
    end

    def debian
      version = read('/etc/debian_version')
      return false unless version
      version = version.chomp
      return found('ubuntu', 'debian', lsb[:release]) if lsb[:id] =~ /ubuntu/i
      return found('linuxmint', 'debian', lsb[:release]) if lsb[:id] =~ /linuxmint/i
      return found('kali', 'debian', os_release['VERSION']) if os_release['ID'] == 'kali'
      if os_release['NAME'] =~ /raspbian/i || read('/usr/bin/raspi-config')
        return found('raspbian', 'debian', version)
      end
      found('debian', 'debian', version)
    end

    def fedora
      os_release['NAME'] =~ /fedora/i ? found('fedora', 'fedora', os_release['VERSION_ID']) : false
    end

    def redhat
      return found('centos', 'redhat', lsb[:release]) if lsb[:id] =~ /centos/i
      if os_release['NAME'] =~ /centos/i
        return found('centos', 'redhat', redhat_version(read('/etc/redhat-release') || ''))
      end
      oracle = read('/etc/oracle-release') || read('/etc/enterprise-release')
      return found('oracle', 'redhat', redhat_version(oracle)) if oracle
      return found('scientific', 'redhat', lsb[:release]) if lsb[:id] =~ /scientific/i
      return found('xenserver', 'redhat', lsb[:release]) if lsb[:id] =~ /xenserver/i
      return found('wrlinux', 'redhat', os_release['VERSION']) if os_release['ID_LIKE'] =~ /wrlinux/i
      amazon || cloudlinux || redhat_release
    end

    def amazon
      return found('amazon', 'redhat', lsb[:release]) if lsb[:id] =~ /amazon/i
      text = read('/etc/system-release')
      text =~ /amazon/i ? found(redhat_name(text), 'redhat', redhat_version(text)) : false
    end

    def cloudlinux
      return found('cloudlinux', 'redhat', lsb[:release]) if lsb[:id] =~ /cloudlinux/i
      text = read('/etc/redhat-release')
      text =~ /cloudlinux/i ? found(redhat_name(text), 'redhat', redhat_version(text)) : false
    end

    def redhat_release
      return found('redhat', 'redhat', lsb[:release]) if lsb[:id] =~ /redhat/i
      text = read('/etc/redhat-release')
      text =~ /./ ? found(redhat_name(text), 'redhat', redhat_version(text)) : false
    end

    def redhat_name(text)
      return 'redhat' if text =~ /\Ared hat/i
      word = text.match(/\w+/)
      word ? word[0].downcase : 'redhat'
    end

    def redhat_version(text)
      pattern =
        case text
        when /rawhide/i then /(\d+ \(Rawhide\))/i
        when /Amazon Linux/i then /([\d.]+)/
        when /derived from .*linux|amazon/i then /Linux ([\d.]+)/i
        else /release ([\d.]+)/
        end
      number = text.match(pattern)
      number && number[1].downcase
    end

    def suse
      file = read('/etc/SuSE-release')
      if os_release['ID_LIKE'] =~ /suse/i
        release = os_release['VERSION']
      elsif file
        parts = file.match(/VERSION = (\d+)\nPATCHLEVEL = (\d+)/)
        parts ? release = parts[1] + '.' + parts[2] : (one = file.match(/VERSION\s?=\s?"?([\d.]{2,})"?/)) && release = one[1]
      else
        return false
      end
      return found('opensuse', 'suse', release) if os_release['NAME'] =~ /\Aopensuse/i || file =~ /^opensuse/i
      return found('suse', 'suse', release) if os_release['NAME'] =~ /\Asles/i || file =~ /suse/i
      false
    end

    def single
      return found('arch', 'linux', Host.can_run? ? uname('-r') : nil) if read('/etc/arch-release')
      [['slackware', '/etc/slackware-version'], ['gentoo', '/etc/gentoo-release']].each do |name, path|
        text = read(path)
        return found(name, 'linux', text.scan(/[\d.]+/).join) if text
      end
      return found('exherbo', 'linux', Host.can_run? ? uname('-r') : nil) if read('/etc/exherbo-release')
      text = read('/etc/alpine-release')
      return found('alpine', 'linux', text.strip) if text
      read('/etc/coreos/update.conf') ? found('coreos', 'linux', lsb[:release]) : false
    end

    def small
      issue = read('/etc/issue') || ''
      return found('yocto', 'yocto', issue[/\d+(\.\d+)+/]) if issue.include?('Poky')
      if issue.include?('balenaOS') && os_release['NAME'] =~ /balenaos/i
        return found('balenaos', 'yocto', os_release['META_BALENA_VERSION'])
      end
      ['wolfi', 'chainguard'].each do |id|
        return found(id, 'chainguard', os_release['VERSION_ID']) if (os_release['ID'] || '').include?(id)
      end
      found('linux', 'linux', nil)
    end

    def os_release
      @os_release ||= assignments(read('/etc/os-release') || '')
    end

    def assignments(text)
      found = {}
      text.split("\n").each do |line|
        line = line.strip
        next if line.empty? || line.start_with?('#')
        key, value = line.split('=', 2)
        next if value.nil? || value.empty?
        value = value[1..-1] if value.start_with?('"')
        value = value[0...-1] if value.end_with?('"')
        found[key] = value
      end
      found
    end

    def lsb
      @lsb ||= begin
        text = read('/etc/lsb-release')
        { id: lsb_value(text, 'ID'), release: lsb_value(text, 'RELEASE') }
      end
    end

    def lsb_value(text, key)
      found = text && text.match(Regexp.new('^DISTRIB_' + key + '=["\']?(.+?)["\']?$'))
      found && found[1]
    end
  end
end
