# What a profile will read, told from the words in its files before any of it runs, so that it can be fetched at once.
# It need not be right: what is missing here is asked when it is needed, and what is too much is a line of metadata.
module Cincture
  module Foresight
    # Resources that look at metadata of the path that they are given.
    STATS = ['file', 'directory', 'link', 'symlink', 'mount'].freeze

    # Resources that read the file that they are given, and what they read if they are given none.
    READS = {
      'aide_conf' => '/etc/aide.conf', 'apache_conf' => nil, 'auditd_conf' => '/etc/audit/auditd.conf', 'chrony_conf' => nil,
      'csv' => nil, 'crontab' => nil, 'etc_fstab' => '/etc/fstab', 'etc_group' => '/etc/group', 'etc_hosts' => '/etc/hosts',
      'etc_hosts_allow' => '/etc/hosts.allow', 'etc_hosts_deny' => '/etc/hosts.deny', 'group' => '/etc/group',
      'groups' => '/etc/group', 'inetd_conf' => '/etc/inetd.conf', 'ini' => nil, 'json' => nil,
      'limits_conf' => '/etc/security/limits.conf', 'login_defs' => '/etc/login.defs',
      'nginx_conf' => '/etc/nginx/nginx.conf', 'ntp_conf' => '/etc/ntp.conf', 'parse_config_file' => nil,
      'passwd' => '/etc/passwd', 'postgres_conf' => nil, 'postgres_hba_conf' => nil, 'shadow' => '/etc/shadow',
      'ssh_config' => '/etc/ssh/ssh_config', 'sshd_config' => '/etc/ssh/sshd_config', 'toml' => nil,
      'user' => '/etc/passwd', 'users' => '/etc/passwd', 'xml' => nil, 'yaml' => nil
    }.freeze

    # `calls`: pairs of a word, and its first argument or nil.
    def self.fetch(calls)
      stats = Platform::SIGNS.dup
      reads = Platform::SIGNS.dup
      calls.each do |name, argument|
        stats << argument if STATS.include?(name) && argument.to_s.start_with?('/')
        path = read_by(name, argument)
        reads << path if path
      end
      Host.prefetch(stats + reads, reads)
    end

    def self.read_by(name, argument)
      return Resources::KernelParameter.path(argument) if name == 'kernel_parameter' && argument
      return unless READS.key?(name)

      argument.to_s.start_with?('/') ? argument : READS[name]
    end
  end
end
