# Redefining a resource.
# attack: error failed absent
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

Cincture::Resources.create('file', '/').class.class_eval do
  def exist?
    true
  end
end

control 'attack' do
  describe file('/nonexistent') do
    it { should exist }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
