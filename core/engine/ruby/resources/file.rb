# file: a file, folder or link of the target.
module Cincture
  module Resources
    class FileResource < Inspec.resource(1)
      name 'file'
      supports platform: 'unix'
      desc 'A file of any kind: its content, mode, owner, links and sums.'

      attr_reader :file, :mount_options

      def initialize(path)
        @file = inspec.backend.file(path)
      end

      [:type, :exist?, :file?, :block_device?, :character_device?, :socket?, :directory?, :symlink?, :pipe?, :mode, :mode?,
       :owner, :owned_by?, :group, :grouped_into?, :link_path, :shallow_link_path, :linked_to?, :mtime, :size,
       :selinux_label, :product_version, :file_version, :version?, :md5sum, :sha256sum, :path, :basename, :source,
       :source_path, :uid, :gid, :content].each do |name|
        define_method(name) { |*arguments| file.send(name, *arguments) }
      end

      # Attributes that need the content.
      CONTENT = ['content', 'sha256sum', 'content_as_json', 'content_as_yaml'].freeze

      def __reads(attributes)
        path = source_path
        return [[], []] unless path.start_with?('/')
        content = attributes.any? { |a| CONTENT.include?(a.to_s.split('.')[0]) }
        [[path], content ? [path] : []]
      end

      def contain(*)
        raise 'Contain is not supported. Please use standard RSpec matchers.'
      end

      def user_permissions
        return {} unless exist?
        skip_resource '`user_permissions` is not supported on your OS yet.'
      end

      def inherited?
        return false unless exist?
        skip_resource '`inherited?` is not supported on your OS yet.'
      end

      def readable?(by = nil, by_user = nil)
        exist? && granted?('read', by, by_user)
      end

      def writable?(by = nil, by_user = nil)
        exist? && granted?('write', by, by_user)
      end

      def executable?(by = nil, by_user = nil)
        exist? && granted?('execute', by, by_user)
      end

      def allowed?(permission, options = {}, **more)
        options = options.merge(more)
        exist? && granted?(permission, options[:by], options[:by_user])
      end

      def mounted?(expected = nil, identical = false)
        return file.mounted? if expected.nil?
        Inspec.deprecate(:file_resource_be_mounted_matchers, 'The file resource `be_mounted.with` and `be_mounted.only_with` ' \
                                                             'matchers are deprecated. Please use the `mount` resource instead')
        @mount_options = mount_hash(file.mount_options)
        return @mount_options == expected if identical
        expected.all? { |k, v| @mount_options[k] == v }
      end

      def suid
        (mode & 0o4000) > 0
      end

      alias setuid? suid

      def sgid
        (mode & 0o2000) > 0
      end

      alias setgid? sgid

      def sticky
        (mode & 0o1000) > 0
      end

      alias sticky? sticky

      # Whether a bit is set that `max_mode` does not have.
      def more_permissive_than?(max_mode = nil)
        return nil unless exist?
        check_max_mode(max_mode)
        (0o777 ^ max_mode.to_i(8)) & file.mode != 0
      end

      # The flag that chattr sets.
      def immutable?
        tool = ['/usr/sbin/lsattr', '/sbin/lsattr', '/usr/bin/lsattr', '/bin/lsattr', 'lsattr'].find do |c|
          inspec.command(c).exist?
        end
        raise Inspec::Exceptions::ResourceFailed, 'Could not find `lsattr`' unless tool
        answer = inspec.command("#{tool} -d #{Shell.escape(file.path)}")
        if answer.exit_status != 0
          raise Inspec::Exceptions::ResourceFailed, "Executing #{tool} #{file.path} failed: #{answer.stderr}"
        end
        (answer.stdout.strip.split(' ')[0] || '')[4] == 'i'
      end

      def content_as_json
        parsed('JSON') { |text| Host.json_parse(text) }
      end

      def content_as_yaml
        parsed('YAML') { |text| Host.yaml_parse(text) }
      end

      def to_s
        "File #{source_path}"
      end

      # The path as it was written: InSpec follows a link here, which costs a question for each file.
      def resource_id
        source_path
      end

      private

      def parsed(kind)
        yield file.content
      rescue TargetError, Gap
        raise
      rescue StandardError => e
        raise Inspec::Exceptions::ResourceFailed, "Unable to parse the given #{kind} file: #{e.message}"
      end

      def check_max_mode(max_mode)
        if max_mode.nil?
          raise ArgumentError, 'You must provide a value for the `maximum allowable permission` for the file.'
        end
        unless max_mode.is_a?(String)
          raise ArgumentError, 'You must provide the `maximum permission target` as a `String`, you provided: ' +
                               max_mode.class.to_s
        end
        return if max_mode =~ /(0)?([0-7])([0-7])([0-7])/
        raise ArgumentError, 'The value of the `maximum permission target` should be a valid file mode in 4-digit octal ' \
                             'format: for example, `0644` or `0777`'
      end

      def granted?(access, usergroup, user)
        flag = { 'read' => 'r', 'write' => 'w', 'execute' => 'x' }[access]
        raise 'Invalid access_type provided' unless flag
        return UserAccess.new(self).granted?(flag, user) unless user.nil? || user.empty?
        mask = file.unix_mode_mask(usergroup_name(usergroup, user), flag)
        raise 'Invalid usergroup/owner provided' if mask.nil?
        (file.mode & mask) != 0
      end

      def usergroup_name(usergroup, user)
        return 'other' if usergroup == 'others'
        (usergroup.nil? || usergroup.empty?) && user.nil? ? 'all' : usergroup
      end

      def mount_hash(options)
        found = {}
        options.to_s.split(',').each do |option|
          key, value = option.split('=', 2)
          found[key.to_sym] = value.nil? ? true : value
        end
        found
      end
    end

    # Whether a certain user can read, write or execute a file: asked of the target, or worked out from the modes where
    # the target cannot become that user.
    class UserAccess
      BITS = { 'r' => 4, 'w' => 2, 'x' => 1 }.freeze

      def initialize(resource)
        @path = resource.source_path
      end

      def granted?(flag, user)
        return false if Accounts.user(user).nil?
        asked = Host.can_run? ? ask(flag, user) : nil
        asked.nil? ? worked_out?(flag, user) : asked
      end

      private

      # nil if `su` did not get as far as `test`, which prints nothing.
      def ask(flag, user)
        command = "su -s /bin/sh -c #{Shell.escape("test -#{flag} #{Shell.escape(@path)}")} #{Shell.escape(user)}"
        _stdout, stderr, status = Host.run(command)
        return true if status == 0
        status == 1 && stderr.empty? ? false : nil
      end

      def worked_out?(flag, user)
        entry = Accounts.user(user)
        @uid = entry['uid'].to_i
        @gids = [entry['gid'].to_i] + Accounts.groups.select { |g| g[2].include?(user) }.map { |g| g[1].to_i }
        real = TargetFile.new(@path).path
        parts = real.split('/').reject { |p| p.empty? }
        folders = (0...parts.length).map { |n| '/' + parts[0...n].join('/') }
        folders.all? { |f| bit?(f, 'x') } && bit?(real, flag)
      end

      def bit?(path, flag)
        stat = Host.stat(path, true)
        return false if stat.nil?
        mode = stat['mode']
        # Root is asked for execution only, and then any bit will do.
        return flag != 'x' || stat['kind'] == 'directory' || (mode & 0o111) != 0 if @uid == 0
        shift = 0
        shift = 3 if @gids.include?(stat['gid'])
        shift = 6 if stat['uid'] == @uid
        (mode >> shift) & BITS[flag] != 0
      end
    end
  end
end
