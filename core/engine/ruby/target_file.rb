# A file of the target, in the form of train's file: what the resources file and directory stand on.
module Cincture
  class TargetFile
    MAX_LINKS = 40
    OWNERS = { all: 0o777, owner: 0o700, group: 0o070, other: 0o007 }.freeze
    FLAGS = { r: 0o444, w: 0o222, x: 0o111 }.freeze

    attr_reader :source_path

    def initialize(path, follow = true)
      @source_path = path.nil? ? '' : path.to_s
      @follow = follow
    end

    # What the path leads to; nil if there is nothing.
    def stat
      return @stat if @asked
      @stat = @source_path.empty? ? nil : Host.stat(@source_path, @follow)
      @asked = true
      @stat
    end

    # What stands at the path itself.
    def lstat
      return stat unless @follow
      return @lstat if @lasked
      @lstat = @source_path.empty? ? nil : Host.stat(@source_path, false)
      @lasked = true
      @lstat
    end

    def source
      @follow ? TargetFile.new(@source_path, false) : self
    end

    def exist?
      !stat.nil?
    end

    def type
      stat && stat['kind'].to_sym
    end

    [:file, :directory, :socket, :pipe, :block_device, :character_device].each do |kind|
      define_method(kind.to_s + '?') { type == kind }
    end

    def symlink?
      !lstat.nil? && lstat['kind'] == 'symlink'
    end

    [:mode, :uid, :gid, :size, :mtime].each do |field|
      define_method(field) { stat && stat[field.to_s] }
    end

    # A number without a name has the name that `stat` prints.
    def owner
      stat && (stat['owner'] || 'UNKNOWN')
    end

    def group
      stat && (stat['group'] || 'UNKNOWN')
    end

    def selinux_label
      stat && stat['selinux']
    end

    # nil where there is no content: no file, or a directory.
    def content
      return nil if stat.nil? || directory?
      @content ||= Host.read(@source_path)
    end

    def basename
      trimmed = @source_path
      trimmed = trimmed[0...-1] while trimmed.length > 1 && trimmed.end_with?('/')
      trimmed == '/' ? '/' : (trimmed.split('/')[-1] || '')
    end

    def path
      @follow && symlink? ? resolved : @source_path
    end

    def link_path
      symlink? ? resolved : nil
    end

    def shallow_link_path
      symlink? ? lstat['link_target'] : nil
    end

    def linked_to?(destination)
      link_path == destination
    end

    def mode?(other)
      mode == other
    end

    def owned_by?(name)
      owner == name
    end

    def grouped_into?(name)
      group == name
    end

    # Versions are a matter of Windows.
    def product_version
      nil
    end

    def file_version
      nil
    end

    def version?(other)
      other.nil?
    end

    # By the target's own tool, as in InSpec.
    def md5sum
      return nil if content.nil?
      stdout, stderr, status = Host.run('md5sum ' + Shell.escape(@source_path))
      raise TargetError, "`md5sum` failed in the target: #{stderr.scrub.strip}" unless status == 0
      stdout.scrub.split(' ')[0].delete('\\')
    end

    def sha256sum
      text = content
      text && Host.sha256(text)
    end

    # Lines as `mount` prints them, for this path; nil if it is no mount point.
    def mounted
      lines = TargetFile.mounts.select { |m| m[1] == @source_path }
      lines.empty? ? nil : lines.map { |m| "#{m[0]} on #{m[1]} type #{m[2]} (#{m[3]})\n" }.join
    end

    def mounted?
      !mounted.nil?
    end

    def mount_options
      TargetFile.mounts.select { |m| m[1] == @source_path }.map { |m| m[3] }[-1]
    end

    def unix_mode_mask(owner, flag)
      mask = OWNERS[owner.to_sym]
      bits = FLAGS[flag.to_sym]
      mask && bits ? mask & bits : nil
    end

    # Device, path, type and options of each mount.
    def self.mounts
      content = Host.read('/proc/self/mounts') || Host.read('/proc/mounts')
      raise TargetError, 'the target does not say what is mounted: it has no /proc/mounts' if content.nil? || content.empty?
      content.split("\n").map { |line| line.split(' ').map { |field| unescape(field) } }.select { |m| m.length > 3 }
    end

    def self.unescape(field)
      [['\\040', ' '], ['\\011', "\t"], ['\\012', "\n"], ['\\134', '\\']].each do |written, meant|
        field = field.split(written, -1).join(meant) if field.include?(written)
      end
      field
    end

    private

    # The path with all links followed, as `readlink -f` gives it; empty for a loop or where a folder is missing.
    def resolved
      @resolved ||= follow(@source_path.split('/').reject { |p| p.empty? }, [], 0)
    end

    def follow(rest, done, links)
      until rest.empty?
        part = rest[0]
        rest = rest[1..-1]
        next if part == '.'
        if part == '..'
          done = done[0...-1]
          next
        end
        here = '/' + (done + [part]).join('/')
        found = Host.stat(here, false)
        return '' if found.nil? && !rest.empty?
        unless found && found['kind'] == 'symlink'
          done += [part]
          next
        end
        links += 1
        return '' if links > MAX_LINKS
        target = found['link_target'] || ''
        done = [] if target.start_with?('/')
        rest = target.split('/').reject { |p| p.empty? } + rest
      end
      '/' + done.join('/')
    end
  end
end
