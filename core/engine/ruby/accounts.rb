# The target's users and groups, from /etc/passwd, /etc/group and /etc/shadow.
module Cincture
  module Accounts
    PASSWD = ['user', 'password', 'uid', 'gid', 'desc', 'home', 'shell'].freeze

    # A line of passwd, by field.
    def self.parse_passwd_line(line)
      parts = line.split(':')
      fields = {}
      PASSWD.each_with_index { |name, i| fields[name] = parts[i] }
      fields
    end

    def self.parse_passwd(content)
      content.to_s.split("\n").reject { |line| line[0] == '#' }.map { |line| parse_passwd_line(line) }
    end

    # The entry of a user, or nil. Who is not in the file may be known to the target's name service.
    def self.user(name)
      entry = parse_passwd(read('/etc/passwd')).find { |e| e['user'] == name }
      return entry if entry || !Host.can_run?
      stdout, _stderr, status = Host.run('getent passwd ' + Shell.escape(name))
      status == 0 && !stdout.strip.empty? ? parse_passwd_line(stdout.split("\n")[0]) : nil
    end

    def self.user_name(uid)
      entry = parse_passwd(read('/etc/passwd')).find { |e| e['uid'] == uid.to_s }
      entry && entry['user']
    end

    # [name, gid, members] of each group.
    def self.groups
      read('/etc/group').to_s.split("\n").reject { |line| line[0] == '#' }.map do |line|
        parts = line.split(':')
        [parts[0], parts[2], (parts[3] || '').split(',').map { |m| m.strip }]
      end
    end

    # Fields of a user's line in shadow, or nil.
    def self.shadow(name)
      line = read('/etc/shadow').to_s.split("\n").find { |l| l.start_with?(name + ':') }
      line && line.split(':', -1)
    end

    # Every account of the file. Of one that is there twice, the first entry holds.
    def self.all
      entries = parse_passwd(read('/etc/passwd'))
      first = {}
      entries.each { |entry| first[entry['user']] ||= entry }
      entries.map { |entry| first[entry['user']] }
    end

    # The groups of a user by name, that of its entry first: nil where it has none.
    def self.group_names(entry)
      own = groups.find { |group| group[1] == entry['gid'] }
      others = groups.select { |group| group[2].include?(entry['user']) && group[1] != entry['gid'] }
      [own && own[0], *others.map { |group| group[0] }]
    end

    # A number of days in shadow. `chage` prints -1 where nothing is set, and InSpec keeps that as text; nil without the file.
    def self.days(name, place)
      return nil if read('/etc/shadow').nil?
      text = (shadow(name) || [])[place]
      return '-1' if text.nil? || text.empty?
      text =~ /\A\d+\z/ ? text.to_i : text
    end

    # Whether the name service has other sources than files for `database`.
    def self.other_sources?(database)
      line = (read('/etc/nsswitch.conf') || '').split("\n").find { |l| l =~ Regexp.new('^\s*' + database + ':') }
      return false if line.nil?
      words = line.split('#')[0].split(':', 2)[1].split(' ').reject { |word| word.start_with?('[') || word.end_with?(']') }
      !(words - ['files', 'compat', 'systemd']).empty?
    end

    def self.read(path)
      content = Host.read(path)
      content && content.scrub
    end
  end
end
