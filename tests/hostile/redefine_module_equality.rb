# Redefining Module#===, which decides what is rescued.
# attack: any
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

class ::Module
  def ===(_other)
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
